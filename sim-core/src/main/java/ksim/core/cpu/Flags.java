package ksim.core.cpu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * RFLAGS. The six status flags are kept as the result of the last operation that set them and its
 * carry-out vector, and evaluated when somebody asks (the method of Bochs' {@code lazy_flags.h}).
 *
 * <ul>
 *   <li>{@code result}: the result, sign-extended to 64 bits. ZF is {@code result == 0}, SF its
 *       sign, PF the parity of its low byte.
 *   <li>{@code auxiliary}: bit 63 is CF, the carry out of the top bit; bit 62 the carry into it, so
 *       that OF is their exclusive or; bit 3 is AF. Bit 0 inverts SF and bits 15-8 are added to the
 *       byte PF looks at: both are zero after arithmetic, and let any combination of flags be
 *       expressed.
 * </ul>
 */
public final class Flags implements Persistent {
  /** Bits of RFLAGS, as in Intel SDM volume 1, figure 3-8. */
  public static final long CF = 1,
      FIXED = 1 << 1,
      PF = 1 << 2,
      AF = 1 << 4,
      ZF = 1 << 6,
      SF = 1 << 7,
      TF = 1 << 8,
      IF = 1 << 9,
      DF = 1 << 10,
      OF = 1 << 11,
      IOPL = 3 << 12,
      NT = 1 << 14,
      RF = 1 << 16,
      VM = 1 << 17,
      AC = 1 << 18,
      VIF = 1 << 19,
      VIP = 1 << 20,
      ID = 1 << 21;

  /** The flags that arithmetic sets. */
  public static final long STATUS = CF | PF | AF | ZF | SF | OF;

  /** Every bit of RFLAGS that can be set. */
  public static final long ALL = STATUS | TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

  private static final long CARRIES = 3L << 62;
  private static final long HALF_CARRY = 1 << 3;
  private static final long SIGN_DELTA = 1;
  private static final int PARITY_DELTA_SHIFT = 8;

  private long result = 1 << 8;
  private long auxiliary = 1L << PARITY_DELTA_SHIFT;
  private long other;

  /** Sets all status flags from the sum {@code r = a + b (+ carry)} of {@code bits} bits. */
  public void setAdd(int bits, long a, long b, long r) {
    set(resultOf(bits, r), afterAdd(bits, a, b, r));
  }

  /** Sets all status flags from the difference {@code r = a - b (- borrow)}. */
  public void setSub(int bits, long a, long b, long r) {
    set(resultOf(bits, r), afterSub(bits, a, b, r));
  }

  /**
   * What {@link #result} is to be for an operation of {@code bits} bits that has given {@code r}.
   */
  public static long resultOf(int bits, long r) {
    int unused = 64 - bits;
    return r << unused >> unused;
  }

  /** What {@link #auxiliary} is after the sum {@code r = a + b (+ carry)} of {@code bits} bits. */
  public static long afterAdd(int bits, long a, long b, long r) {
    return auxiliaryOf(bits, (a & b) | ((a | b) & ~r));
  }

  /** What {@link #auxiliary} is after the difference {@code r = a - b (- borrow)}. */
  public static long afterSub(int bits, long a, long b, long r) {
    return auxiliaryOf(bits, (~a & b) | ((~a | b) & r));
  }

  /** Sets all status flags but CF, from {@code r = a + 1}. */
  public void setInc(int bits, long a, long r) {
    set(resultOf(bits, r), afterInc(bits, a, r, auxiliary));
  }

  /** Sets all status flags but CF, from {@code r = a - 1}. */
  public void setDec(int bits, long a, long r) {
    set(resultOf(bits, r), afterDec(bits, a, r, auxiliary));
  }

  /** What {@link #auxiliary} is after {@code r = a + 1}, CF being that of {@code auxiliary}. */
  public static long afterInc(int bits, long a, long r, long auxiliary) {
    return withCarryOf(auxiliaryOf(bits, a & ~r), auxiliary);
  }

  /** What {@link #auxiliary} is after {@code r = a - 1}, CF being that of {@code auxiliary}. */
  public static long afterDec(int bits, long a, long r, long auxiliary) {
    return withCarryOf(auxiliaryOf(bits, ~a & r), auxiliary);
  }

  /** What {@link #auxiliary} is after an operation that carries out of the given bits. */
  private static long auxiliaryOf(int bits, long carries) {
    return ((carries << (64 - bits)) & CARRIES) | (carries & HALF_CARRY);
  }

  /**
   * What {@link #auxiliary} is with CF as in {@code carry}, another value of it, and all else kept.
   */
  public static long withCarryOf(long auxiliary, long carry) {
    long change = (auxiliary ^ carry) & (1L << 63);
    return auxiliary ^ (change | change >>> 1);
  }

  /**
   * What {@link #auxiliary} is after an operation with the given CF and OF, 0 or 1; AF is clear.
   */
  public static long ofCarryAndOverflow(long carry, long overflow) {
    return carry << 63 | (carry ^ overflow) << 62;
  }

  /** The last result, as the class comment says. */
  public long result() {
    return result;
  }

  /** Carries and corrections, as the class comment says. */
  public long auxiliary() {
    return auxiliary;
  }

  /** Sets all status flags, as the class comment says. */
  public void set(long newResult, long newAuxiliary) {
    result = newResult;
    auxiliary = newAuxiliary;
  }

  /** Sets SF, ZF and PF from {@code r}; clears CF, OF and AF. */
  public void setLogic(int bits, long r) {
    set(resultOf(bits, r), 0);
  }

  /** Sets SF, ZF and PF from {@code r}, and CF and OF as given, 0 or 1; clears AF. */
  public void setLogic(int bits, long r, long carry, long overflow) {
    set(resultOf(bits, r), ofCarryAndOverflow(carry, overflow));
  }

  /**
   * Sets SF and PF from the lower half {@code r} of a product, CF and OF as given, 0 or 1; clears
   * ZF and AF, whatever the product.
   */
  public void setProduct(int bits, long r, long overflow) {
    set(resultOfProduct(bits, r), ofCarryAndOverflow(overflow, overflow));
  }

  /** As {@link #resultOf}, for the lower half of a product: never zero, for ZF is clear. */
  public static long resultOfProduct(int bits, long r) {
    long extended = resultOf(bits, r);
    return extended == 0 ? 1 << 8 : extended; // not zero, and its low byte is
  }

  /** Sets SF and ZF from {@code r}, and CF as given, 0 or 1; clears OF, AF and PF. */
  public void setWithoutParity(int bits, long r, long carry) {
    setLogic(bits, r, carry, 0);
    if ((Long.bitCount(result & 0xff) & 1) == 0) {
      auxiliary |= 1L << PARITY_DELTA_SHIFT;
    }
  }

  /** Sets CF and OF, 0 or 1, and leaves the other flags. */
  public void setCarryAndOverflow(long carry, long overflow) {
    auxiliary = withCarryAndOverflow(auxiliary, carry, overflow);
  }

  /** What {@link #auxiliary} is with other values of CF and OF, 0 or 1, and all else kept. */
  public static long withCarryAndOverflow(long auxiliary, long carry, long overflow) {
    return (auxiliary & ~CARRIES) | ofCarryAndOverflow(carry, overflow);
  }

  /** CF. */
  public boolean carry() {
    return auxiliary < 0;
  }

  /** CF as 0 or 1. */
  public long carryBit() {
    return carryBit(auxiliary);
  }

  /** CF as 0 or 1, of a value of {@link #auxiliary}. */
  public static long carryBit(long auxiliary) {
    return auxiliary >>> 63;
  }

  /** ZF. */
  public boolean zero() {
    return result == 0;
  }

  /** SF. */
  public boolean sign() {
    return sign(result, auxiliary);
  }

  /** Condition S. */
  public static boolean sign(long result, long auxiliary) {
    return (result ^ auxiliary << 63) < 0;
  }

  /** OF. */
  public boolean overflow() {
    return overflowBit() != 0;
  }

  /** OF as 0 or 1. */
  public long overflowBit() {
    return overflowBit(auxiliary);
  }

  /** OF as 0 or 1, of a value of {@link #auxiliary}. */
  public static long overflowBit(long auxiliary) {
    return (auxiliary ^ auxiliary << 1) >>> 63;
  }

  /** Condition O. */
  public static boolean overflow(long result, long auxiliary) {
    return overflowBit(auxiliary) != 0;
  }

  /** Condition B, "below" of unsigned numbers: CF. */
  public static boolean below(long result, long auxiliary) {
    return auxiliary < 0;
  }

  /** Condition E, "equal": ZF. */
  public static boolean equal(long result, long auxiliary) {
    return result == 0;
  }

  /** Condition BE. */
  public static boolean belowOrEqual(long result, long auxiliary) {
    return auxiliary < 0 || result == 0;
  }

  /** Condition LE. */
  public static boolean lessOrEqual(long result, long auxiliary) {
    return less(result, auxiliary) || result == 0;
  }

  /** Condition L, "less" of signed numbers: SF differs from OF. */
  public static boolean less(long result, long auxiliary) {
    return (result ^ auxiliary << 63 ^ auxiliary ^ auxiliary << 1) < 0;
  }

  /** PF: the low byte of the result has an even number of ones. */
  public boolean parity() {
    return parity(result, auxiliary);
  }

  /** Condition P. */
  public static boolean parity(long result, long auxiliary) {
    return (Long.bitCount((result ^ auxiliary >>> PARITY_DELTA_SHIFT) & 0xff) & 1) == 0;
  }

  /** AF: the carry out of bit 3. */
  public boolean adjust() {
    return (auxiliary & HALF_CARRY) != 0;
  }

  /**
   * Whether a condition holds.
   *
   * @param condition 0-15, the condition field of Jcc, SETcc and CMOVcc (Intel SDM volume 2,
   *     appendix B.1.4)
   */
  public boolean holds(int condition) {
    return holds(condition, result, auxiliary);
  }

  /**
   * Whether a condition holds of values of {@link #result} and {@link #auxiliary}.
   *
   * @param condition as for {@link #holds(int)}
   */
  public static boolean holds(int condition, long result, long auxiliary) {
    boolean holds =
        switch (condition >>> 1) {
          case 0 -> overflow(result, auxiliary);
          case 1 -> below(result, auxiliary);
          case 2 -> equal(result, auxiliary);
          case 3 -> belowOrEqual(result, auxiliary);
          case 4 -> sign(result, auxiliary);
          case 5 -> parity(result, auxiliary);
          case 6 -> less(result, auxiliary);
          default -> lessOrEqual(result, auxiliary);
        };
    return holds == ((condition & 1) == 0);
  }

  /** Sets CF alone. */
  public void setCarry(boolean carry) {
    auxiliary = withCarryOf(auxiliary, carry ? -1 : 0);
  }

  /** Sets OF alone. */
  public void setOverflow(boolean overflow) {
    setCarryAndOverflow(carryBit(), overflow ? 1 : 0);
  }

  /** Sets ZF alone. */
  public void setZero(boolean zero) {
    setStatus((status() & ~ZF) | (zero ? ZF : 0));
  }

  /** The six status flags at their places in RFLAGS. */
  public long status() {
    return (carry() ? CF : 0)
        | (parity() ? PF : 0)
        | (adjust() ? AF : 0)
        | (zero() ? ZF : 0)
        | (sign() ? SF : 0)
        | (overflow() ? OF : 0);
  }

  /** Sets the six status flags from their places in RFLAGS. */
  public void setStatus(long rflags) {
    result = (rflags & ZF) != 0 ? 0 : 1 << 8;
    auxiliary =
        ((rflags & SF) != 0 ? SIGN_DELTA : 0)
            | ((rflags & PF) != 0 ? 0 : 1L << PARITY_DELTA_SHIFT)
            | ((rflags & AF) != 0 ? HALF_CARRY : 0);
    setCarryAndOverflow(rflags & CF, (rflags & OF) >>> 11);
  }

  /** The whole register. */
  public long toRflags() {
    return other | FIXED | status();
  }

  /**
   * Replaces the bits of {@code mask} by those of {@code value}. Reserved bits stay as they are.
   */
  public void fromRflags(long value, long mask) {
    long merged = (toRflags() & ~mask) | (value & mask);
    setStatus(merged);
    other = merged & (ALL & ~STATUS);
  }

  /** Whether one of the given flags that are not status flags (IF, DF, TF, ...) is set. */
  public boolean isSet(long mask) {
    return (other & mask) != 0;
  }

  /** Sets flags that are not status flags. */
  public void set(long mask) {
    other |= mask & ~STATUS;
  }

  /** Clears flags that are not status flags. */
  public void clear(long mask) {
    other &= ~mask;
  }

  /** IF: maskable interrupts are enabled. */
  public boolean interruptsEnabled() {
    return (other & IF) != 0;
  }

  /** DF: string operations go downwards. */
  public boolean direction() {
    return (other & DF) != 0;
  }

  /** IOPL, 0 to 3. */
  public int ioPrivilegeLevel() {
    return (int) (other >>> 12) & 3;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(toRflags());
  }

  @Override
  public void restore(DataInput in) throws IOException {
    long rflags = in.readLong();
    setStatus(rflags);
    other = rflags & (ALL & ~STATUS);
  }
}
