package ksim.core.sandbox;

import ksim.core.cpu.X87Registers;

/**
 * The x87 registers, as FXSAVE stores them (Intel SDM volume 1, section 10.5.1): data registers in
 * the order of the register stack, ST(0) first.
 *
 * @param control control word
 * @param status status word, TOP in bits 13-11
 * @param tags bit n is set while the register with the physical number n is in use
 * @param significands significands of ST(0) to ST(7); the MMX registers, counted from TOP on
 * @param signExponents signs (bit 15) and biased exponents (bits 14-0) of ST(0) to ST(7)
 */
@SuppressWarnings("ArrayRecordComponent")
public record FloatingPointState(
    int control, int status, int tags, long[] significands, int[] signExponents) {
  private static final int TOP_SHIFT = 11;
  private static final int TOP_MASK = 7 << TOP_SHIFT;
  private static final int ALL_TAGS = 0xff;

  /** The state after FNINIT, with all data registers zero. */
  public static FloatingPointState initial() {
    return new FloatingPointState(
        X87Registers.CONTROL_INITIAL,
        0,
        0,
        new long[X87Registers.COUNT],
        new int[X87Registers.COUNT]);
  }

  static FloatingPointState of(X87Registers registers) {
    FloatingPointState state =
        new FloatingPointState(
            registers.control,
            registers.status | registers.top << TOP_SHIFT,
            ~registers.empty & ALL_TAGS,
            new long[X87Registers.COUNT],
            new int[X87Registers.COUNT]);
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int number = physical(registers.top, i);
      state.significands[i] = registers.significand[number];
      state.signExponents[i] = registers.signExponent[number];
    }
    return state;
  }

  void loadInto(X87Registers registers) {
    registers.initialize();
    registers.control = control;
    registers.status = status & ~TOP_MASK;
    registers.top = (status & TOP_MASK) >> TOP_SHIFT;
    registers.empty = ~tags & ALL_TAGS;
    for (int i = 0; i < X87Registers.COUNT; i++) {
      int number = physical(registers.top, i);
      registers.significand[number] = significands[i];
      registers.signExponent[number] = signExponents[i];
    }
  }

  private static int physical(int top, int stackNumber) {
    return (top + stackNumber) & (X87Registers.COUNT - 1);
  }
}
