package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

/** What loads see of TLBs. All pages are one frame, so that the caches do not count. */
class TlbTest {
  private static final int MISS = 9;
  private static final long PAGE = 4096;
  private static final long BASE = 0x10_0000;

  private final DataMemory memory;

  TlbTest() {
    CoreDescription core = CoreDescription.load("skylake");
    memory = new DataMemory(core, new SharedCache(core));
    for (long page = 0; page < 200; page++) {
      memory.walkBegin(0);
      memory.walkEnd(BASE + page * PAGE, 12, false);
    }
    for (long line = 0; line < 64; line++) {
      memory.loadDelay(BASE, line * 64, 8, 0, 0x1000);
    }
  }

  private long delay(long linear, long cycle) {
    return memory.loadDelay(linear, linear & PAGE - 1, 8, cycle, 0x1000);
  }

  @Test
  void loadsOfAPageWhoseTranslationIsUnderWayAskThemselvesOneACycle() {
    long cold = BASE + 100 * PAGE;
    assertThat(delay(cold, 10_000)).isEqualTo(MISS);
    assertThat(delay(cold + 8, 10_000)).isEqualTo(MISS + 1);
    assertThat(delay(cold + 16, 10_001)).isEqualTo(MISS + 1);
    assertThat(delay(cold + 24, 10_008)).isEqualTo(MISS);
    assertThat(delay(cold + 32, 10_009)).isZero();
  }

  /** Number of delayed loads at a distance, two a cycle, over some pages. */
  private long walk(long step, int loads) {
    long misses = 0;
    for (int i = 0; i < loads; i++) {
      misses += delay(BASE + i * step, 20_000 + i / 2) > 0 ? 1 : 0;
    }
    return misses;
  }

  @Test
  void aStreamOfLinesIsForeseen() {
    long first = walk(8, 64); // the first page of all is met cold
    assertThat(walk(8, 20 * 512) - first).isZero();
  }

  @Test
  void stepsOfSeveralLinesAreNot() {
    assertThat(walk(256, 50 * 16)).isGreaterThan(50 * 10);
  }
}
