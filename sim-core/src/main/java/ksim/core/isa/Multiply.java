package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * MUL, IMUL in its three forms, and MULX. CF and OF say that the product does not fit the lower
 * half; the manual leaves the other flags undefined. SF and PF follow the lower half here, ZF and
 * AF are cleared, as on Intel processors (a Xeon of the Emerald Rapids generation, 2026-11-25).
 */
public final class Multiply {
  private Multiply() {}

  /** MUL of 8 bits: AX = AL * source. */
  public record Mul8(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long product = (cpu.gpr[Cpu.RAX] & 0xff) * source.read(cpu);
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffffL) | product;
      long overflow = product >>> 8 != 0 ? 1 : 0;
      cpu.flags.setProduct(8, product, overflow);
    }
  }

  /** IMUL of 8 bits: AX = AL * source. */
  public record Imul8(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long product = (long) (byte) cpu.gpr[Cpu.RAX] * (byte) source.read(cpu);
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffffL) | (product & 0xffff);
      long overflow = product != (byte) product ? 1 : 0;
      cpu.flags.setProduct(8, product, overflow);
    }
  }

  /** MUL of 16, 32 or 64 bits: rDX:rAX = rAX * source. */
  public record Mul(int bits, Operand rdx, Operand rax, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = rax.read(cpu);
      long b = source.read(cpu);
      long low = a * b;
      long high = bits == 64 ? Math.unsignedMultiplyHigh(a, b) : low >>> bits;
      rax.write(cpu, low);
      rdx.write(cpu, high);
      long overflow = high != 0 ? 1 : 0;
      cpu.flags.setProduct(bits, low, overflow);
    }
  }

  /** IMUL of 16, 32 or 64 bits with one operand: rDX:rAX = rAX * source. */
  public record Imul(int bits, Operand rdx, Operand rax, Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int unused = 64 - bits;
      long a = rax.read(cpu) << unused >> unused;
      long b = source.read(cpu) << unused >> unused;
      long low = a * b;
      long high = bits == 64 ? Math.multiplyHigh(a, b) : low >> bits;
      rax.write(cpu, low);
      rdx.write(cpu, high);
      long overflow = high != low << unused >> 63 ? 1 : 0;
      cpu.flags.setProduct(bits, low, overflow);
    }
  }

  /** IMUL with two or three operands: the product truncated to the width of the operands. */
  public record ImulTruncated(int bits, Operand destination, Operand first, Operand second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = first.read(cpu);
      destination.write(cpu, Alu.IMUL.apply(cpu.flags, bits, a, second.read(cpu)));
    }
  }

  /** MULX: rDX * source to two registers; leaves the flags. The high half is written last. */
  public record Mulx(int bits, Operand high, Operand low, Operand rdx, Operand source)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      long a = rdx.read(cpu);
      long b = source.read(cpu);
      long product = a * b;
      low.write(cpu, product);
      high.write(cpu, bits == 64 ? Math.unsignedMultiplyHigh(a, b) : product >>> bits);
    }
  }
}
