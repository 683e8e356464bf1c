package ksim.core.isa.vector;

import ksim.core.cpu.X87Registers;

/**
 * The MMX registers, which are the significands of the x87 registers R0 to R7 (Intel SDM volume 1,
 * section 9.6; volume 3, section 12.2).
 */
public final class MmxState {
  private static final int ALL_ONES = 0xffff;

  private MmxState() {}

  /** The value of a register. Executing the instruction that reads it also calls {@link #enter}. */
  public static long read(X87Registers x87, int number) {
    return x87.significand[number];
  }

  /** Writes a register: sign and exponent become ones, and the x87 state that of MMX code. */
  public static void write(X87Registers x87, int number, long value) {
    x87.significand[number] = value;
    x87.signExponent[number] = ALL_ONES;
    enter(x87);
  }

  /** What every MMX instruction but EMMS does: TOP becomes zero, all tags valid. */
  public static void enter(X87Registers x87) {
    x87.top = 0;
    x87.empty = 0;
  }
}
