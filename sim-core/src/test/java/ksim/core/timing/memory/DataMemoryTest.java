package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

class DataMemoryTest {
  private static final int LINE = 64;
  private static final int CODE = 0x40_1000;
  private static final String QUIET =
      "skylake,stride-prefetch=0,next-line-prefetch=0,adjacent-line-prefetch=0,streamer-prefetch=0";

  private static DataMemory memory(String core) {
    CoreDescription description = CoreDescription.load(core);
    return new DataMemory(description, new SharedCache(description));
  }

  /** Cycles a load of a chain of dependent loads through the lines of a buffer in random order. */
  static double chase(DataMemory memory, int bytes, int stride, int laps) {
    int count = bytes / stride;
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    SplittableRandom random = new SplittableRandom(bytes);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    long cycle = 1000;
    long measuredFrom = 0;
    for (int lap = 0; lap <= laps; lap++) {
      if (lap == 1) {
        measuredFrom = cycle;
      }
      for (int i = 0; i < count; i++) {
        long address = 0x1000_0000L + (long) order[i] * stride;
        cycle += 4 + memory.loadDelay(address, address, 8, cycle, CODE);
      }
    }
    return (cycle - measuredFrom) / (double) ((long) laps * count);
  }

  /** The same within pages of 2 MiB, so that the TLBs do not count. */
  private static double chaseLargePages(DataMemory memory, int bytes, int laps) {
    for (long page = 0; page < bytes; page += 1 << 21) {
      memory.walkBegin(0);
      memory.walkEnd(0x1000_0000L + page, 21, false);
    }
    return chase(memory, bytes, LINE, laps);
  }

  @Test
  void eachLevelHasItsLatency() {
    assertThat(chaseLargePages(memory(QUIET), 16 << 10, 3)).isEqualTo(4);
    assertThat(chaseLargePages(memory(QUIET), 128 << 10, 3)).isCloseTo(12, within(0.3));
    assertThat(chaseLargePages(memory(QUIET), 2 << 20, 2)).isCloseTo(42, within(1.5));
    assertThat(chaseLargePages(memory(QUIET), 32 << 20, 1)).isCloseTo(195, within(30.0));
  }

  @Test
  void independentMissesOverlapAsFarAsThereAreFillBuffers() {
    for (int buffers : new int[] {1, 5, 10, 12}) {
      DataMemory memory = memory(QUIET + ",line-fill-buffers=" + buffers);
      SplittableRandom random = new SplittableRandom(1);
      long last = 0;
      int count = 2000;
      for (int i = 0; i < count; i++) {
        long address = (random.nextLong() & 0x3fff_f000L) + (long) LINE * random.nextInt(64);
        memory.walkBegin(0);
        memory.walkEnd(address, 30, false);
        last = Math.max(last, i + memory.loadDelay(address, address, 8, i, CODE));
      }
      assertThat(last / (double) count).as("%d", buffers).isCloseTo(191.0 / buffers, within(4.0));
    }
  }

  /** Cycles a line of reads in sequence, of which a reorder buffer holds some at a time. */
  private static double stream(String core, int lines) {
    DataMemory memory = memory(core);
    int window = 32;
    long[] done = new long[lines];
    for (int i = 0; i < lines; i++) {
      long address = 0x1000_0000L + (long) i * LINE;
      long cycle = i < window ? 0 : done[i - window];
      long data = cycle + 4 + memory.loadDelay(address, address, 8, cycle, CODE);
      done[i] = i == 0 ? data : Math.max(data, done[i - 1]);
    }
    return done[lines - 1] / (double) lines;
  }

  /** Cycles a load of loads in sequence, each of which needs the data of the one before. */
  private static double sequentialChase(String core) {
    DataMemory memory = memory(core);
    int lines = 10_000;
    long cycle = 0;
    for (int i = 0; i < lines; i++) {
      long address = 0x1000_0000L + (long) i * LINE;
      cycle += 4 + memory.loadDelay(address, address, 8, cycle, CODE);
    }
    return cycle / (double) lines;
  }

  @Test
  void prefetchersHideLatencyUpToTheBandwidthOfMemory() {
    double without = stream(QUIET, 20_000);
    double with = stream("skylake", 20_000);
    // 5 cycles: two channels of 10 cycles a line each.
    assertThat(with).isBetween(5.0, 9.0);
    assertThat(without).isGreaterThan(1.2 * with);
    assertThat(sequentialChase("skylake")).isLessThan(0.4 * sequentialChase(QUIET));
  }

  @Test
  void aSecondMissOfALineWaitsForTheRest() {
    DataMemory memory = memory(QUIET);
    long first = memory.loadDelay(0x5000, 0x5000, 8, 100, CODE);
    assertThat(first).isGreaterThan(150);
    assertThat(memory.loadDelay(0x5008, 0x5008, 8, 150, CODE)).isEqualTo(first - 9 - 50 + 9);
    assertThat(memory.loadDelay(0x5008, 0x5008, 8, 100 + first, CODE)).isZero();
  }

  @Test
  void reachOfTheTlbs() {
    // One line a page, all in different sets of the caches: what counts is the TLBs.
    assertThat(chase(memory(QUIET), 48 * 4160, 4160, 4)).isCloseTo(4, within(0.1));
    assertThat(chase(memory(QUIET), 256 * 4160, 4160, 4)).isCloseTo(4 + 9, within(0.5));
  }

  @Test
  void pagingStructureCachesSpareReads() {
    DataMemory memory = memory(QUIET);
    long cold = walk(memory, 0x7000_0000_1000L, 0x10_000);
    long warm = walk(memory, 0x7000_0000_2000L, 100_000);
    assertThat(cold).isGreaterThan(4 * 150);
    // the second-level TLB, one entry from the first-level cache, and the walker's own time
    assertThat(warm).isEqualTo(9 + 5 + 12);
    assertThat(memory.figures())
        .containsEntry("page walks", 2L)
        .containsEntry("page walk reads", 5L);
  }

  private static long walk(DataMemory memory, long linear, long cycle) {
    memory.walkBegin(cycle);
    memory.walkEntry(4, false, 0x1000 + 8 * (linear >>> 39 & 511));
    memory.walkEntry(3, false, 0x2000 + 8 * (linear >>> 30 & 511));
    memory.walkEntry(2, false, 0x3000 + 8 * (linear >>> 21 & 511));
    memory.walkEntry(1, true, 0x4000 + 8 * (linear >>> 12 & 511));
    return memory.walkEnd(linear, 12, false) - cycle;
  }

  @Test
  void linesThatCoresPassToAndFroCostTransfers() {
    CoreDescription core = CoreDescription.load(QUIET);
    SharedCache shared = new SharedCache(core);
    DataMemory first = new DataMemory(core, shared);
    DataMemory second = new DataMemory(core, shared);
    first.storeDelay(0x5000, 0x5000, 8, 0, CODE);
    second.storeDelay(0x9000, 0x9000, 8, 0, CODE);
    assertThat(first.storeDelay(0x5000, 0x5000, 8, 1000, CODE)).isZero();
    assertThat(second.loadDelay(0x5000, 0x5000, 8, 2000, CODE)).isEqualTo(9 + 38 + 34);
    assertThat(first.loadDelay(0x5000, 0x5000, 8, 3000, CODE)).isZero();
    // Both have it now: a store must take it from the other.
    assertThat(first.storeDelay(0x5000, 0x5000, 8, 4000, CODE)).isEqualTo(38 + 17);
    assertThat(first.storeDelay(0x5000, 0x5000, 8, 5000, CODE)).isZero();
    assertThat(second.loadDelay(0x5000, 0x5000, 8, 6000, CODE)).isEqualTo(38 + 34);
  }
}
