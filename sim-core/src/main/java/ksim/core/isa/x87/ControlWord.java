package ksim.core.isa.x87;

import ksim.core.cpu.X87Registers;

/** The x87 control word (Intel SDM volume 1, section 8.1.5). */
final class ControlWord {
  /** Exception masks, precision, rounding, and the infinity control of the 80287. */
  private static final int WRITABLE = 0x1f3f;

  /** A reserved bit that always reads as one. */
  private static final int ALWAYS_SET = 1 << 6;

  private ControlWord() {}

  /** Replaces the control word. */
  static void load(X87Registers x87, int control) {
    x87.control = (control & WRITABLE) | ALWAYS_SET;
  }
}
