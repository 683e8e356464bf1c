package ksim.core.isa.vector;

import ksim.core.cpu.VectorRegisters;

/** The scratch registers behind the architectural ones: who uses which. */
public final class Scratch {
  /** Index of the lanes for a result that is not final yet. */
  public static final int RESULT = (VectorRegisters.COUNT + 3) * VectorRegisters.LANES;

  private Scratch() {}

  /**
   * Index of the lanes that an operand from memory or an MMX register is copied to.
   *
   * @param operand position of the operand in the instruction, from 0
   */
  public static int operand(int operand) {
    return (VectorRegisters.COUNT + operand % 3) * VectorRegisters.LANES;
  }
}
