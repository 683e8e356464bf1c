package ksim.core.isa.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** Arithmetic on all elements of a lane at once, against arithmetic on one after the other. */
class ElementsTest {
  private static final int CASES = 2_000;
  private static final long[] EDGES = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 0x80, 0x7fff};

  private final SplittableRandom random = new SplittableRandom(64);

  private long operand() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)];
      case 1 -> random.nextLong() & 0x8080_8000_8000_0080L;
      case 2 -> random.nextLong() | 0x7f7f_ff7f_7fff_ff7fL;
      default -> random.nextLong();
    };
  }

  /** Compares with a function of sign-extended elements whose result is cut to their width. */
  private void check(Elements elements, LaneOperation packed, LongBinaryOperator single) {
    int unused = 64 - elements.bits();
    for (int i = 0; i < CASES; i++) {
      long a = operand();
      long b = random.nextInt(4) == 0 ? a : operand();
      long expected = 0;
      for (int shift = 0; shift < 64; shift += elements.bits()) {
        long x = a >>> shift << unused >> unused;
        long y = b >>> shift << unused >> unused;
        expected |= (single.applyAsLong(x, y) & -1L >>> unused) << shift;
      }
      assertThat(packed.apply(a, b))
          .as("%s of %016x and %016x", elements, a, b)
          .isEqualTo(expected);
    }
  }

  private static long least(Elements e) {
    return Long.MIN_VALUE >> (64 - e.bits());
  }

  private static long greatest(Elements e) {
    return Long.MAX_VALUE >> (64 - e.bits());
  }

  private static long unsigned(Elements e, long a) {
    return a & -1L >>> (64 - e.bits());
  }

  @Test
  void wrapAround() {
    for (Elements e : Elements.values()) {
      check(e, e::add, (a, b) -> a + b);
      check(e, e::subtract, (a, b) -> a - b);
      check(e, e::absolute, (a, b) -> Math.abs(b));
      check(e, e::sign, (a, b) -> b < 0 ? -a : b == 0 ? 0 : a);
    }
  }

  @Test
  void comparisons() {
    for (Elements e : Elements.values()) {
      check(e, e::equal, (a, b) -> a == b ? -1 : 0);
      check(e, e::greater, (a, b) -> a > b ? -1 : 0);
      check(e, e::minSigned, Math::min);
      check(e, e::maxSigned, Math::max);
      check(e, e::minUnsigned, (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b);
      check(e, e::maxUnsigned, (a, b) -> Long.compareUnsigned(a, b) < 0 ? b : a);
      check(e, (a, b) -> e.negative(a), (a, b) -> a < 0 ? -1 : 0);
    }
  }

  @Test
  void saturation() {
    for (Elements e : new Elements[] {Elements.BYTES, Elements.WORDS, Elements.DOUBLEWORDS}) {
      long all = unsigned(e, -1);
      check(e, e::addSignedSaturating, (a, b) -> Math.clamp(a + b, least(e), greatest(e)));
      check(e, e::subtractSignedSaturating, (a, b) -> Math.clamp(a - b, least(e), greatest(e)));
      check(e, e::addUnsignedSaturating, (a, b) -> Math.min(unsigned(e, a) + unsigned(e, b), all));
      check(
          e, e::subtractUnsignedSaturating, (a, b) -> Math.max(unsigned(e, a) - unsigned(e, b), 0));
      check(e, e::average, (a, b) -> (unsigned(e, a) + unsigned(e, b) + 1) >>> 1);
    }
  }

  @Test
  void shiftsOfAnyCount() {
    for (Elements e : Elements.values()) {
      for (long count : new long[] {0, 1, 7, 8, 15, 16, 31, 32, 63, 64, 1L << 32, -1}) {
        boolean all = Long.compareUnsigned(count, e.bits()) >= 0;
        check(e, (a, b) -> PackedShift.left(e, a, count), (a, b) -> all ? 0 : a << count);
        check(
            e,
            (a, b) -> PackedShift.rightLogical(e, a, count),
            (a, b) -> all ? 0 : unsigned(e, a) >>> count);
        check(
            e,
            (a, b) -> PackedShift.rightArithmetic(e, a, count),
            (a, b) -> a >> (all ? 63 : count));
      }
    }
  }
}
