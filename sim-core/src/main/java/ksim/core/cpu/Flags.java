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
    set(bits, r, (a & b) | ((a | b) & ~r));
  }

  /** Sets all status flags from the difference {@code r = a - b (- borrow)}. */
  public void setSub(int bits, long a, long b, long r) {
    set(bits, r, (~a & b) | ((~a | b) & r));
  }

  private void set(int bits, long r, long carries) {
    int unused = 64 - bits;
    result = r << unused >> unused;
    auxiliary = ((carries << unused) & CARRIES) | (carries & HALF_CARRY);
  }

  /** Sets all status flags but CF, from {@code r = a + 1}. */
  public void setInc(int bits, long a, long r) {
    long carry = auxiliary;
    set(bits, r, a & ~r);
    forceCarry(carry);
  }

  /** Sets all status flags but CF, from {@code r = a - 1}. */
  public void setDec(int bits, long a, long r) {
    long carry = auxiliary;
    set(bits, r, ~a & r);
    forceCarry(carry);
  }

  /** Makes bit 63 of the carries that of {@code carry}, and leaves OF as it is. */
  private void forceCarry(long carry) {
    long change = (auxiliary ^ carry) & (1L << 63);
    auxiliary ^= change | change >>> 1;
  }

  /** Sets SF, ZF and PF from {@code r}; clears CF, OF and AF. */
  public void setLogic(int bits, long r) {
    int unused = 64 - bits;
    result = r << unused >> unused;
    auxiliary = 0;
  }

  /** Sets SF, ZF and PF from {@code r}, and CF and OF as given, 0 or 1; clears AF. */
  public void setLogic(int bits, long r, long carry, long overflow) {
    int unused = 64 - bits;
    result = r << unused >> unused;
    auxiliary = carries(carry, overflow);
  }

  /**
   * Sets SF and PF from the lower half {@code r} of a product, CF and OF as given, 0 or 1; clears
   * ZF and AF, whatever the product.
   */
  public void setProduct(int bits, long r, long overflow) {
    setLogic(bits, r, overflow, overflow);
    if (result == 0) {
      result = 1 << 8; // not zero, and its low byte is
    }
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
    auxiliary = (auxiliary & ~CARRIES) | carries(carry, overflow);
  }

  private static long carries(long carry, long overflow) {
    return carry << 63 | (carry ^ overflow) << 62;
  }

  /** CF. */
  public boolean carry() {
    return auxiliary < 0;
  }

  /** CF as 0 or 1. */
  public long carryBit() {
    return auxiliary >>> 63;
  }

  /** ZF. */
  public boolean zero() {
    return result == 0;
  }

  /** SF. */
  public boolean sign() {
    return (result ^ auxiliary << 63) < 0;
  }

  /** OF. */
  public boolean overflow() {
    return (auxiliary ^ auxiliary << 1) < 0;
  }

  /** OF as 0 or 1. */
  public long overflowBit() {
    return (auxiliary ^ auxiliary << 1) >>> 63;
  }

  /** SF differs from OF: "less" of signed numbers. */
  public boolean less() {
    return (result ^ auxiliary << 63 ^ auxiliary ^ auxiliary << 1) < 0;
  }

  /** PF: the low byte of the result has an even number of ones. */
  public boolean parity() {
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
    boolean holds =
        switch (condition >>> 1) {
          case 0 -> overflow();
          case 1 -> carry();
          case 2 -> zero();
          case 3 -> carry() || zero();
          case 4 -> sign();
          case 5 -> parity();
          case 6 -> less();
          default -> less() || zero();
        };
    return holds == ((condition & 1) == 0);
  }

  /** Sets CF alone. */
  public void setCarry(boolean carry) {
    forceCarry(carry ? -1 : 0);
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
