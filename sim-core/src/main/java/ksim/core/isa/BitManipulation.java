package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * BMI1 and BMI2: BEXTR BLSI BLSMSK BLSR BZHI PDEP PEXT. Undefined flags are cleared, as on Intel
 * processors (a Xeon of the Emerald Rapids generation, 2026-11-25). (ANDN, MULX, RORX and the
 * shifts without flags are with their families.)
 */
public final class BitManipulation {
  private BitManipulation() {}

  /** BEXTR: bits 7-0 of the control are the start, bits 15-8 the length of the field. */
  public record Bextr(int bits, Operand destination, Operand source, Operand control)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int field = (int) control.read(cpu);
      int start = field & 0xff;
      int length = field >>> 8 & 0xff;
      long shifted = start < bits ? source.read(cpu) >>> start : source.read(cpu) & 0;
      long r = length < 64 ? shifted & (1L << length) - 1 : shifted;
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r == 0 ? 0 : 1, 0);
    }
  }

  /** BLSI: isolates the lowest set bit; CF says that there is one. */
  public record Blsi(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long r = value & -value;
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, value != 0 ? 1 : 0);
    }
  }

  /** BLSMSK: a mask up to the lowest set bit; CF says that there is none. */
  public record Blsmsk(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long r = value ^ value - 1;
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, value == 0 ? 1 : 0);
    }
  }

  /** BLSR: clears the lowest set bit; CF says that there was none. */
  public record Blsr(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      long r = value & value - 1;
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, value == 0 ? 1 : 0);
    }
  }

  /** BZHI: clears the bits from an index upwards; CF says that the index is beyond the operand. */
  public record Bzhi(int bits, Operand destination, Operand source, Operand index) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int n = (int) index.read(cpu) & 0xff;
      long value = source.read(cpu);
      long r = n < bits ? value & (1L << n) - 1 : value;
      destination.write(cpu, r);
      cpu.flags.setWithoutParity(bits, r, n >= bits ? 1 : 0);
    }
  }

  /** PDEP: scatters the low bits of the source to the places set in the mask. */
  public record Pdep(Operand destination, Operand source, Operand mask) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Long.expand(source.read(cpu), mask.read(cpu)));
    }
  }

  /** PEXT: gathers the bits of the source at the places set in the mask. */
  public record Pext(Operand destination, Operand source, Operand mask) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, Long.compress(source.read(cpu), mask.read(cpu)));
    }
  }
}
