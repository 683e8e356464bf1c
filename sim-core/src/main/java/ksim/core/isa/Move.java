package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * Data movement: MOV (and MOVZX, MOVNTI) MOVSX LEA XCHG BSWAP MOVBE CMOVcc SETcc XLAT, and the
 * conversions CBW CWDE CDQE CWD CDQ CQO.
 */
public final class Move {
  private Move() {}

  /** The low {@code bits} bits of a value, sign-extended. */
  public static long signExtended(int bits, long value) {
    int unused = 64 - bits;
    return value << unused >> unused;
  }

  /** What rDX holds after CWD, CDQ or CQO. */
  public static long signOf(int bits, long value) {
    return value << (64 - bits) >> 63;
  }

  /** The low {@code bits} bits of a value, their bytes in reverse order. */
  public static long reversed(int bits, long value) {
    return Long.reverseBytes(value) >>> (64 - bits);
  }

  /** MOV; with a narrower source, which reads zero-extended, MOVZX. */
  public record Mov(Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, source.read(cpu));
    }
  }

  /** MOVSX, MOVSXD, CBW, CWDE, CDQE: sign-extends a source of {@code sourceBits}. */
  public record MovSignExtended(Operand destination, Operand source, int sourceBits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, signExtended(sourceBits, source.read(cpu)));
    }
  }

  /** CWD, CDQ, CQO: fills rDX with the sign of rAX. */
  public record SignToRdx(int bits, Operand rdx, Operand rax) implements Op {
    @Override
    public void exec(Cpu cpu) {
      rdx.write(cpu, signOf(bits, rax.read(cpu)));
    }
  }

  /** LEA. */
  public record Lea(Operand destination, Address address) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, address.effective(cpu));
    }
  }

  /** XCHG; a memory operand is the first. */
  public record Xchg(Operand first, Operand second) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = first.readForUpdate(cpu);
      first.write(cpu, second.read(cpu));
      second.write(cpu, a);
    }
  }

  /** BSWAP and MOVBE: reverses the bytes of {@code bits} bits. */
  public record ReverseBytes(int bits, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, reversed(bits, source.read(cpu)));
    }
  }

  /** CMOVcc: reads the source and writes the destination in any case. */
  public record Cmov(int condition, Operand destination, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      destination.write(cpu, cpu.flags.holds(condition) ? value : destination.read(cpu));
    }
  }

  /** SETcc. */
  public record Set(int condition, Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.flags.holds(condition) ? 1 : 0);
    }
  }

  /** XLAT: AL is replaced by the byte at rBX + AL; {@code table} is the address of rBX. */
  public record Xlat(Address table) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = cpu.mmu.read8(table.linear(cpu, cpu.gpr[Cpu.RAX] & 0xff));
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffL) | value;
    }
  }
}
