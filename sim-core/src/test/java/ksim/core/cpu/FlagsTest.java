package ksim.core.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Lazily evaluated flags against their definitions (Intel SDM volume 1, section 3.4.3.1). */
class FlagsTest {
  private static final int[] WIDTHS = {8, 16, 32, 64};
  private static final int CASES = 20_000;

  private final SplittableRandom random = new SplittableRandom(143);
  private final Flags flags = new Flags();

  private long operand() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(-2, 3);
      case 1 -> (1L << random.nextInt(64)) - random.nextInt(2);
      default -> random.nextLong();
    };
  }

  private static BigInteger unsigned(long value, int bits) {
    return BigInteger.valueOf(value).mod(BigInteger.ONE.shiftLeft(bits));
  }

  private static BigInteger signed(long value, int bits) {
    BigInteger number = unsigned(value, bits);
    return number.testBit(bits - 1) ? number.subtract(BigInteger.ONE.shiftLeft(bits)) : number;
  }

  private static boolean fits(BigInteger number, int bits) {
    return number.bitLength() < bits;
  }

  private static long bit(boolean set, long flag) {
    return set ? flag : 0;
  }

  private static long ofResult(long r, int bits) {
    return bit(unsigned(r, bits).signum() == 0, Flags.ZF)
        | bit(signed(r, bits).signum() < 0, Flags.SF)
        | bit(unsigned(r, 8).bitCount() % 2 == 0, Flags.PF);
  }

  private static long ofSum(long a, long b, int carry, int bits) {
    BigInteger in = BigInteger.valueOf(carry);
    return bit(unsigned(a, bits).add(unsigned(b, bits)).add(in).bitLength() > bits, Flags.CF)
        | bit(unsigned(a, 4).add(unsigned(b, 4)).add(in).bitLength() > 4, Flags.AF)
        | bit(!fits(signed(a, bits).add(signed(b, bits)).add(in), bits), Flags.OF)
        | ofResult(a + b + carry, bits);
  }

  private static long ofDifference(long a, long b, int borrow, int bits) {
    BigInteger in = BigInteger.valueOf(borrow);
    return bit(unsigned(a, bits).subtract(unsigned(b, bits)).subtract(in).signum() < 0, Flags.CF)
        | bit(unsigned(a, 4).subtract(unsigned(b, 4)).subtract(in).signum() < 0, Flags.AF)
        | bit(!fits(signed(a, bits).subtract(signed(b, bits)).subtract(in), bits), Flags.OF)
        | ofResult(a - b - borrow, bits);
  }

  @Test
  void sumsAndDifferencesSetAllStatusFlags() {
    for (int i = 0; i < CASES; i++) {
      int bits = WIDTHS[i & 3];
      int carry = random.nextInt(2);
      long a = operand();
      long b = operand();
      flags.setAdd(bits, a, b, a + b + carry);
      assertThat(flags.status()).isEqualTo(ofSum(a, b, carry, bits));
      flags.setSub(bits, a, b, a - b - carry);
      assertThat(flags.status()).isEqualTo(ofDifference(a, b, carry, bits));
    }
  }

  @Test
  void incrementAndDecrementLeaveCarry() {
    for (int i = 0; i < CASES; i++) {
      int bits = WIDTHS[i & 3];
      boolean carry = random.nextBoolean();
      long a = operand();
      flags.setCarry(carry);
      flags.setInc(bits, a, a + 1);
      assertThat(flags.status())
          .isEqualTo((ofSum(a, 1, 0, bits) & ~Flags.CF) | bit(carry, Flags.CF));
      flags.setDec(bits, a, a - 1);
      assertThat(flags.status())
          .isEqualTo((ofDifference(a, 1, 0, bits) & ~Flags.CF) | bit(carry, Flags.CF));
    }
  }

  @Test
  void logicClearsCarryOverflowAndAdjust() {
    for (int i = 0; i < CASES; i++) {
      int bits = WIDTHS[i & 3];
      long r = operand();
      flags.setLogic(bits, r);
      assertThat(flags.status()).isEqualTo(ofResult(r, bits));
      flags.setLogic(bits, r, i >> 2 & 1, i >> 3 & 1);
      assertThat(flags.status())
          .isEqualTo(ofResult(r, bits) | bit((i & 4) != 0, Flags.CF) | bit((i & 8) != 0, Flags.OF));
    }
  }

  @Test
  void everyCombinationCanBeWrittenAndRead() {
    for (long rflags = 0; rflags <= Flags.OF << 1; rflags++) {
      long status = rflags & Flags.STATUS;
      flags.setStatus(status);
      assertThat(flags.status()).isEqualTo(status);
      flags.setCarry((status & Flags.CF) == 0);
      assertThat(flags.status()).isEqualTo(status ^ Flags.CF);
      flags.setOverflow((status & Flags.OF) == 0);
      assertThat(flags.status()).isEqualTo(status ^ (Flags.CF | Flags.OF));
      flags.setZero((status & Flags.ZF) == 0);
      assertThat(flags.status()).isEqualTo(status ^ (Flags.CF | Flags.OF | Flags.ZF));
    }
  }

  @Test
  void conditionsFollowTheManual() {
    for (long rflags = 0; rflags <= Flags.OF << 1; rflags++) {
      flags.setStatus(rflags);
      boolean carry = (rflags & Flags.CF) != 0;
      boolean zero = (rflags & Flags.ZF) != 0;
      boolean less = ((rflags & Flags.SF) != 0) != ((rflags & Flags.OF) != 0);
      boolean[] even = {
        (rflags & Flags.OF) != 0,
        carry,
        zero,
        carry || zero,
        (rflags & Flags.SF) != 0,
        (rflags & Flags.PF) != 0,
        less,
        less || zero
      };
      for (int condition = 0; condition < 16; condition++) {
        assertThat(flags.holds(condition)).isEqualTo(even[condition >> 1] ^ (condition & 1) != 0);
      }
    }
  }

  @Test
  void writesOnlyTheBitsOfTheMask() {
    for (int i = 0; i < CASES; i++) {
      long before = flags.toRflags();
      long mask = random.nextLong();
      long value = random.nextLong();
      flags.fromRflags(value, mask);
      long writable = mask & Flags.ALL;
      assertThat(flags.toRflags())
          .isEqualTo((before & ~writable) | (value & writable) | Flags.FIXED);
    }
  }
}
