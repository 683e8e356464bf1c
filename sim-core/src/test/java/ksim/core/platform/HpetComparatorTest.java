package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

/** {@link HpetComparator}, which leaps, against a comparison at each tick. */
class HpetComparatorTest {
  private static final int PERIODIC = 8;
  private static final int SET_VALUE = 0x40;
  private static final int NARROW = 0x100;
  private static final long ALL = -1;

  @Test
  void leapsAsFarAsTicksGoOneByOne() throws IOException {
    SplittableRandom random = new SplittableRandom(0xfed0_0000L);
    for (int i = 0; i < 2000; i++) {
      compare(random.split(), i);
    }
  }

  private static void compare(SplittableRandom random, int number) throws IOException {
    boolean periodic = random.nextBoolean();
    boolean narrow = random.nextBoolean();
    long mask = narrow ? 0xffff_ffffL : -1;
    long counter = random.nextBoolean() ? 0xffff_ff80L : -random.nextInt(300);
    long comparator = (counter + 1 + random.nextInt(200)) & mask;
    long period = 1L + random.nextInt(90);
    HpetComparator leaping = new HpetComparator();
    leaping.configure((periodic ? PERIODIC | SET_VALUE : 0) | (narrow ? NARROW : 0));
    leaping.compareWith(counter, comparator, ALL);
    if (periodic) {
      leaping.compareWith(counter, period, ALL);
    }
    for (int step = 0; step < 20; step++) {
      if (random.nextInt(6) == 0) {
        leaping = SavedState.copy(leaping, new EventQueue(), new HpetComparator());
      }
      String name = "case %d, step %d".formatted(number, step);
      int ticks = random.nextInt(120);
      long foretold = leaping.ticksToMatch(counter);
      long first = EventQueue.NEVER;
      for (int tick = 1; tick <= ticks; tick++) {
        if (((counter + tick) & mask) == comparator) {
          first = Math.min(first, tick);
          comparator = periodic ? (comparator + period) & mask : comparator;
        }
      }
      counter += ticks;
      assertThat(leaping.passed(counter)).as(name).isEqualTo(first != EventQueue.NEVER);
      assertThat(leaping.comparator()).as(name).isEqualTo(comparator);
      if (first != EventQueue.NEVER || foretold <= ticks) {
        assertThat(foretold).as(name).isEqualTo(first);
      }
    }
  }
}
