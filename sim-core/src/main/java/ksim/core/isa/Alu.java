package ksim.core.isa;

import static ksim.core.cpu.Flags.afterAdd;
import static ksim.core.cpu.Flags.afterDec;
import static ksim.core.cpu.Flags.afterInc;
import static ksim.core.cpu.Flags.afterSub;
import static ksim.core.cpu.Flags.carryBit;
import static ksim.core.cpu.Flags.ofCarryAndOverflow;
import static ksim.core.cpu.Flags.overflowBit;
import static ksim.core.cpu.Flags.resultOf;
import static ksim.core.cpu.Flags.resultOfProduct;
import static ksim.core.cpu.Flags.withCarryOf;
import static ksim.core.isa.Shift.masked;
import static ksim.core.isa.Shift.top;

import ksim.core.cpu.Flags;

/**
 * What the arithmetic and logic unit computes of two operands of {@code bits} bits, as pure
 * functions: a value, and the status flags as {@link Flags#result} and {@link Flags#auxiliary}. The
 * operations and compiled code both call them; nothing else defines these instructions.
 *
 * <p>Operands are zero-extended. Of a value the low bits count. A function of one operand ignores
 * {@code b}. Undefined flags are what Intel processors make of them (a Xeon of the Emerald Rapids
 * generation, 2026-11-25).
 */
public enum Alu {
  /** ADD. */
  ADD {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a + b;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterAdd(bits, a, b, r);
    }
  },
  /** ADC: adds CF too. */
  ADC {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a + b + carryBit(flags);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterAdd(bits, a, b, r);
    }
  },
  /** SUB and CMP. */
  SUB {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a - b;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterSub(bits, a, b, r);
    }
  },
  /** SBB: subtracts CF too. */
  SBB {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a - b - carryBit(flags);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterSub(bits, a, b, r);
    }
  },
  /** NEG. */
  NEG {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return -a;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterSub(bits, 0, a, r);
    }
  },
  /** INC: leaves CF. */
  INC {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a + 1;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterInc(bits, a, r, flags);
    }
  },
  /** DEC: leaves CF. */
  DEC {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a - 1;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return afterDec(bits, a, r, flags);
    }
  },
  /** AND and TEST: clears CF, OF and AF. */
  AND {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a & b;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return 0;
    }
  },
  /** OR: clears CF, OF and AF. */
  OR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a | b;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return 0;
    }
  },
  /** XOR: clears CF, OF and AF. */
  XOR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a ^ b;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return 0;
    }
  },
  /** IMUL, truncated. SF and PF follow the lower half; ZF and AF are cleared. */
  IMUL {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return resultOf(bits, a) * resultOf(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return resultOfProduct(bits, r);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      long high =
          bits == 64 ? Math.multiplyHigh(a, b) : (resultOf(bits, a) * resultOf(bits, b)) >> bits;
      long overflow = high != resultOf(bits, r) >> 63 ? 1 : 0;
      return ofCarryAndOverflow(overflow, overflow);
    }
  },
  /** SHL. A count of zero leaves the flags, as with the other shifts and rotations. */
  SHL {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a << masked(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return masked(bits, b) == 0 ? old : resultOf(bits, r);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      int n = masked(bits, b);
      return n == 0 ? flags : ofCarryAndOverflow(top(bits, a << (n - 1)), top(bits, a ^ a << 1));
    }
  },
  /** SHR. */
  SHR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a >>> masked(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return masked(bits, b) == 0 ? old : resultOf(bits, r);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      int n = masked(bits, b);
      return n == 0 ? flags : ofCarryAndOverflow(a >>> (n - 1) & 1, top(bits, a));
    }
  },
  /** SAR. */
  SAR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return resultOf(bits, a) >> masked(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return masked(bits, b) == 0 ? old : resultOf(bits, r);
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      int n = masked(bits, b);
      return n == 0 ? flags : ofCarryAndOverflow(resultOf(bits, a) >> (n - 1) & 1, 0);
    }
  },
  /** ROL: sets CF and OF. */
  ROL {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return Rotate.left(bits, a, masked(bits, b));
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return masked(bits, b) == 0
          ? flags
          : Flags.withCarryAndOverflow(flags, r & 1, top(bits, a ^ a << 1));
    }
  },
  /** ROL of a register by an immediate other than one: sets CF. */
  ROL_KEEPING_OVERFLOW {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return ROL.value(bits, a, b, flags);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return masked(bits, b) == 0
          ? flags
          : Flags.withCarryAndOverflow(flags, r & 1, overflowBit(flags));
    }
  },
  /** ROR: sets CF and OF. */
  ROR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return Rotate.left(bits, a, -masked(bits, b));
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return masked(bits, b) == 0
          ? flags
          : Flags.withCarryAndOverflow(flags, top(bits, r), (a & 1) ^ top(bits, a));
    }
  },
  /** ROR of a register by an immediate other than one: sets CF. */
  ROR_KEEPING_OVERFLOW {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return ROR.value(bits, a, b, flags);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return masked(bits, b) == 0
          ? flags
          : Flags.withCarryAndOverflow(flags, top(bits, r), overflowBit(flags));
    }
  },
  /** BT: sets CF alone, to the bit of {@code a} that {@code b} numbers; the value is {@code a}. */
  BT {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a;
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return withCarryOf(flags, a << (63 - bit(bits, b)));
    }
  },
  /** BTS. */
  BTS {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a | 1L << bit(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return BT.auxiliary(bits, a, b, r, flags);
    }
  },
  /** BTR. */
  BTR {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a & ~(1L << bit(bits, b));
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return BT.auxiliary(bits, a, b, r, flags);
    }
  },
  /** BTC. */
  BTC {
    @Override
    public long value(int bits, long a, long b, long flags) {
      return a ^ 1L << bit(bits, b);
    }

    @Override
    public long result(int bits, long a, long b, long r, long old) {
      return old;
    }

    @Override
    public long auxiliary(int bits, long a, long b, long r, long flags) {
      return BT.auxiliary(bits, a, b, r, flags);
    }
  };

  /**
   * The value.
   *
   * @param flags {@link Flags#auxiliary} before the operation: where CF is
   */
  public abstract long value(int bits, long a, long b, long flags);

  /**
   * {@link Flags#result} after the operation.
   *
   * @param r the value
   * @param old what it was before
   */
  public long result(int bits, long a, long b, long r, long old) {
    return resultOf(bits, r);
  }

  /**
   * {@link Flags#auxiliary} after the operation.
   *
   * @param r the value
   * @param flags what it was before
   */
  public abstract long auxiliary(int bits, long a, long b, long r, long flags);

  /** Whether the value and all flags after the operation depend on the operands alone. */
  public boolean ignoresFlags() {
    return switch (this) {
      case ADD, SUB, NEG, AND, OR, XOR, IMUL -> true;
      default -> false;
    };
  }

  /** Sets the flags, and answers the value. */
  long apply(Flags flags, int bits, long a, long b) {
    long auxiliary = flags.auxiliary();
    long r = value(bits, a, b, auxiliary);
    flags.set(result(bits, a, b, r, flags.result()), auxiliary(bits, a, b, r, auxiliary));
    return r;
  }

  private static int bit(int bits, long number) {
    return (int) number & (bits - 1);
  }
}
