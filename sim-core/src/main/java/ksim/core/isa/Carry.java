package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** Additions that propagate one flag alone: ADCX and ADOX. */
public final class Carry {
  private Carry() {}

  private static long carryOut(int bits, long a, long b, long r) {
    return ((a & b) | ((a | b) & ~r)) >>> (bits - 1) & 1;
  }

  /** ADCX: adds with CF. */
  public record Adcx(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      long b = source.read(cpu);
      long r = a + b + cpu.flags.carryBit();
      destination.write(cpu, r);
      cpu.flags.setCarry(carryOut(bits, a, b, r) != 0);
    }
  }

  /** ADOX: adds with OF. */
  public record Adox(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = destination.read(cpu);
      long b = source.read(cpu);
      long r = a + b + (cpu.flags.overflow() ? 1 : 0);
      destination.write(cpu, r);
      cpu.flags.setOverflow(carryOut(bits, a, b, r) != 0);
    }
  }
}
