package ksim.core.isa.x87;

import static ksim.core.isa.x87.StatusWord.B;
import static ksim.core.isa.x87.StatusWord.C1;
import static ksim.core.isa.x87.StatusWord.ES;
import static ksim.core.isa.x87.StatusWord.EXCEPTIONS;
import static ksim.core.isa.x87.StatusWord.IE;
import static ksim.core.isa.x87.StatusWord.PE;
import static ksim.core.isa.x87.StatusWord.SF;

import ksim.core.cpu.X87Registers;
import ksim.core.softfloat.ExceptionFlags;
import ksim.core.softfloat.FloatUnit;

/**
 * Exceptions: how they get into the status word, and whether there is a result (Intel SDM volume 1,
 * sections 8.4 to 8.6). An exception that is not masked sets ES and is reported by the next
 * instruction that waits.
 */
final class Exceptions {
  private Exceptions() {}

  /** The arithmetic of an FPU, under its control word and without exceptions yet. */
  static FloatUnit begin(X87Registers x87) {
    x87.unit.loadX87Control(x87.control);
    return x87.unit;
  }

  /** Whether registers receive the result: no unmasked exception was there before it. */
  static boolean deliversToRegister(X87Registers x87) {
    return (unmasked(x87) & ExceptionFlags.BEFORE_COMPUTATION) == 0;
  }

  /** Whether memory receives the result: of unmasked exceptions there is precision at most. */
  static boolean deliversToMemory(X87Registers x87) {
    return (unmasked(x87) & ~PE) == 0;
  }

  private static int unmasked(X87Registers x87) {
    return x87.unit.settledFlags() & ~x87.control;
  }

  /** Reports what the unit has found. C1 becomes: the result was rounded up. */
  static void report(X87Registers x87) {
    report(x87, x87.unit.settledFlags(), x87.unit.roundedUp);
  }

  /**
   * Reports what the unit has found in a result for memory: unmasked overflow and underflow hide
   * that it is not exact, for nothing is stored.
   */
  static void reportStore(X87Registers x87) {
    int flags = x87.unit.settledFlags();
    boolean stored = deliversToMemory(x87);
    report(x87, stored ? flags : flags & ~PE, stored && x87.unit.roundedUp);
  }

  private static void report(X87Registers x87, int flags, boolean roundedUp) {
    x87.status &= ~C1;
    if (flags != 0) {
      raise(x87, flags);
      if ((flags & PE) != 0 && roundedUp) {
        x87.status |= C1;
      }
    }
  }

  /**
   * Reports that a register that is read is empty.
   *
   * @return whether that is masked, so that the QNaN indefinite stands for the operand
   */
  static boolean stackUnderflow(X87Registers x87) {
    x87.status &= ~C1;
    raise(x87, IE | SF);
    return (x87.control & IE) != 0;
  }

  /**
   * Reports that a register that a push would fill is not empty.
   *
   * @return whether that is masked, so that the QNaN indefinite is pushed
   */
  static boolean stackOverflow(X87Registers x87) {
    raise(x87, IE | SF | C1);
    return (x87.control & IE) != 0;
  }

  private static void raise(X87Registers x87, int flags) {
    x87.status |= flags;
    if ((flags & EXCEPTIONS & ~x87.control) != 0) {
      x87.status |= ES | B;
    }
  }

  /** Makes ES and B agree with flags and masks, after one of them has been loaded. */
  static void summarize(X87Registers x87) {
    boolean pending = (x87.status & EXCEPTIONS & ~x87.control) != 0;
    x87.status = pending ? x87.status | ES | B : x87.status & ~(ES | B);
  }
}
