package ksim.core.isa.x87;

import ksim.core.cpu.X87Registers;
import ksim.core.softfloat.Extended;

/** The data registers as a stack: ST(0) is its top (Intel SDM volume 1, section 8.1.2). */
final class X87Stack {
  private static final int NUMBER_MASK = X87Registers.COUNT - 1;

  private X87Stack() {}

  /** Physical number of ST(i). */
  static int physical(X87Registers x87, int i) {
    return (x87.top + i) & NUMBER_MASK;
  }

  /** Whether ST(i) is empty; -1 stands for the register that a push would fill. */
  static boolean isEmpty(X87Registers x87, int i) {
    return (x87.empty >>> physical(x87, i) & 1) != 0;
  }

  /** The value of ST(i). */
  static Extended get(X87Registers x87, int i) {
    int n = physical(x87, i);
    return new Extended(x87.signExponent[n], x87.significand[n]);
  }

  /** Writes ST(i), which is no longer empty. */
  static void set(X87Registers x87, int i, Extended value) {
    int n = physical(x87, i);
    x87.signExponent[n] = value.signExponent();
    x87.significand[n] = value.significand();
    x87.empty &= ~(1 << n);
  }

  /** Makes ST(i) empty; its value stays. */
  static void free(X87Registers x87, int i) {
    x87.empty |= 1 << physical(x87, i);
  }

  /** Makes another register the top. */
  static void rotate(X87Registers x87, int by) {
    x87.top = (x87.top + by) & NUMBER_MASK;
  }

  /** Pushes a value; the register must be empty, or is lost. */
  static void push(X87Registers x87, Extended value) {
    rotate(x87, -1);
    set(x87, 0, value);
  }

  /** Frees ST(0) and makes ST(1) the top, so often. */
  static void pop(X87Registers x87, int times) {
    for (int i = 0; i < times; i++) {
      free(x87, 0);
      rotate(x87, 1);
    }
  }
}
