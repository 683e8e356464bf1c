package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * A constant.
 *
 * @param value the value, zero-extended from the width of the operation
 */
public record Immediate(long value) implements Operand {
  @Override
  public long read(Cpu cpu) {
    return value;
  }

  @Override
  public long readForUpdate(Cpu cpu) {
    throw new IllegalStateException("an immediate is not a destination");
  }

  @Override
  public void write(Cpu cpu, long value) {
    throw new IllegalStateException("an immediate is not a destination");
  }
}
