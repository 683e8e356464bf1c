package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** General registers as operands, one record a width. */
public final class Registers {
  private Registers() {}

  /** A whole register. */
  public record Register64(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.gpr[number];
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.gpr[number];
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = value;
    }
  }

  /** The low half of a register; a write clears the upper half. */
  public record Register32(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.gpr[number] & 0xffff_ffffL;
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.gpr[number] & 0xffff_ffffL;
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = value & 0xffff_ffffL;
    }
  }

  /** The low word of a register; a write leaves the other bits. */
  public record Register16(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.gpr[number] & 0xffff;
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.gpr[number] & 0xffff;
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = (cpu.gpr[number] & ~0xffffL) | (value & 0xffff);
    }
  }

  /** The low byte of a register; a write leaves the other bits. */
  public record Register8(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.gpr[number] & 0xff;
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.gpr[number] & 0xff;
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = (cpu.gpr[number] & ~0xffL) | (value & 0xff);
    }
  }

  /** AH, CH, DH or BH: bits 15-8 of a register; a write leaves the other bits. */
  public record HighByte(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return cpu.gpr[number] >>> 8 & 0xff;
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return cpu.gpr[number] >>> 8 & 0xff;
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = (cpu.gpr[number] & ~0xff00L) | (value & 0xff) << 8;
    }
  }
}
