package ksim.core.isa;

import ksim.core.cpu.Cpu;

/** General registers as operands, one record a width. */
public final class Registers {
  private Registers() {}

  /** What an operand of the low 32 bits reads, and what a write of it leaves in the register. */
  public static long low32(long value) {
    return value & 0xffff_ffffL;
  }

  /** What an operand of the low 16 bits reads. */
  public static long low16(long value) {
    return value & 0xffff;
  }

  /** What an operand of the low 8 bits reads. */
  public static long low8(long value) {
    return value & 0xff;
  }

  /** What AH, CH, DH or BH reads. */
  public static long high8(long value) {
    return value >>> 8 & 0xff;
  }

  /** What a register holds after a write to its low 16 bits. */
  public static long withLow16(long register, long value) {
    return (register & ~0xffffL) | (value & 0xffff);
  }

  /** What a register holds after a write to its low 8 bits. */
  public static long withLow8(long register, long value) {
    return (register & ~0xffL) | (value & 0xff);
  }

  /** What a register holds after a write to its bits 15-8. */
  public static long withHigh8(long register, long value) {
    return (register & ~0xff00L) | (value & 0xff) << 8;
  }

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
      return low32(cpu.gpr[number]);
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return low32(cpu.gpr[number]);
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = low32(value);
    }
  }

  /** The low word of a register; a write leaves the other bits. */
  public record Register16(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return low16(cpu.gpr[number]);
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return low16(cpu.gpr[number]);
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = withLow16(cpu.gpr[number], value);
    }
  }

  /** The low byte of a register; a write leaves the other bits. */
  public record Register8(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return low8(cpu.gpr[number]);
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return low8(cpu.gpr[number]);
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = withLow8(cpu.gpr[number], value);
    }
  }

  /** AH, CH, DH or BH: bits 15-8 of a register; a write leaves the other bits. */
  public record HighByte(int number) implements Operand {
    @Override
    public long read(Cpu cpu) {
      return high8(cpu.gpr[number]);
    }

    @Override
    public long readForUpdate(Cpu cpu) {
      return high8(cpu.gpr[number]);
    }

    @Override
    public void write(Cpu cpu, long value) {
      cpu.gpr[number] = withHigh8(cpu.gpr[number], value);
    }
  }
}
