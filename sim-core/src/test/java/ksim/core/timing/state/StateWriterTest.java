package ksim.core.timing.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told can be taken on from another base, and is told alike again. */
class StateWriterTest {
  private static final int RING = 64;
  private static final int BASE = 100_000;

  private final StateWriter writer = new StateWriter();
  private final StateReader reader = new StateReader();

  private int[] told(long base, long[] ring, long count, int entries, long floor) {
    writer.begin(base);
    writer.ring(ring, count, entries, floor);
    writer.word(4711);
    return writer.words();
  }

  /** A ring after so many entries, each some cycles after the one before. */
  private static long[] ring(long first, int count, int... steps) {
    long[] ring = new long[RING];
    long cycle = first;
    for (int i = 0; i < count; i++) {
      cycle += steps[i % steps.length];
      ring[i % RING] = cycle;
    }
    return ring;
  }

  /** Takes a ring on from another base, and compares what it makes a difference for. */
  private void roundTrip(long[] ring, long count, int entries, long floor) {
    int[] words = told(BASE, ring, count, entries, floor);
    long shift = 12_345;
    reader.begin(words, BASE + shift);
    long[] taken = new long[RING];
    Arrays.fill(taken, -1);
    reader.ring(taken);
    assertThat(reader.word()).as("what comes behind the ring").isEqualTo(4711);
    for (int i = 1; i <= entries; i++) {
      long before = ring[(int) (count - i) & (RING - 1)];
      long after = taken[-i & (RING - 1)];
      if (before > floor) {
        assertThat(after).as("entry %d from the last", i).isEqualTo(before + shift);
      } else {
        assertThat(after).as("early entry %d", i).isLessThanOrEqualTo(floor + shift);
      }
    }
    assertThat(told(BASE + shift, taken, 0, entries, floor + shift)).isEqualTo(words);
  }

  @Test
  void entriesOfTheSameCycle() {
    roundTrip(ring(BASE, 40, 0), 40, 40, BASE - 1);
    roundTrip(ring(BASE, 40, 0, 0, 0, 1), 40, 30, BASE);
  }

  /** 13, 14, 15 and more of the same cycle: a number of four bits does not hold them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 13, 14, 15, 16, 27, 28, 29, 42, 56, 64})
  void crowdedCycles(int crowd) {
    long[] ring = ring(BASE, RING, 1);
    for (int i = 0; i < crowd; i++) {
      ring[RING - 1 - i] = ring[RING - 1];
    }
    roundTrip(ring, RING, RING, BASE);
    roundTrip(ring, RING, crowd, BASE);
    roundTrip(ring, RING, Math.max(1, crowd - 1), BASE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 63, 64, 65, 66, 127, 128, 129, 640, 100_000})
  void gaps(int gap) {
    roundTrip(ring(BASE, 50, gap), 50, 33, BASE);
    roundTrip(ring(BASE, 50, gap, 0, 1), 50, 33, BASE + 10L * gap);
  }

  @Test
  void onlySoManyEntriesAreTold() {
    long[] ring = ring(BASE, RING, 1);
    int[] five = told(BASE, ring, RING, 5, BASE);
    ring[RING - 6]--;
    assertThat(told(BASE, ring, RING, 5, BASE)).isEqualTo(five);
    ring[RING - 5]--;
    assertThat(told(BASE, ring, RING, 5, BASE)).isNotEqualTo(five);
  }

  @Test
  void entriesUpToTheFloorAreTheSame() {
    long[] ring = ring(BASE, RING, 1);
    long floor = ring[RING - 4];
    int[] three = told(BASE, ring, RING, 10, floor);
    ring[RING - 4] -= 50;
    ring[RING - 5] -= 60;
    assertThat(told(BASE, ring, RING, 10, floor)).isEqualTo(three);
    assertThat(told(BASE, ring, RING, 10, floor - 1)).isEqualTo(three);
    ring[RING - 4] = floor + 1;
    assertThat(told(BASE, ring, RING, 10, floor)).isNotEqualTo(three);
  }

  @Test
  void randomRings() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      int[] steps = new int[1 + random.nextInt(9)];
      for (int s = 0; s < steps.length; s++) {
        steps[s] = random.nextInt(random.nextInt(2) * random.nextInt(1, 200) + 1);
      }
      int count = random.nextInt(200);
      long[] ring = ring(BASE, count, steps);
      long middle = ring[(count / 2) % RING];
      roundTrip(ring, count, random.nextInt(RING + 1), random.nextInt(3) == 0 ? middle : BASE);
    }
  }

  @Test
  void cyclesBeforeTheFloorAreToldAsTheFloor() {
    writer.begin(BASE);
    writer.cycle(BASE - 3);
    writer.cycle(BASE);
    writer.cycle(BASE + 3);
    writer.cycle(BASE - 70, BASE - 64);
    writer.cycle(BASE - 60, BASE - 64);
    writer.exactCycle(BASE - 70);
    reader.begin(writer.words(), 0);
    assertThat(reader.base()).isZero();
    for (long expected : new long[] {0, 0, 3, -64, -60, -70}) {
      assertThat(reader.cycle()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1L,
        Integer.MIN_VALUE - 1L,
        1L << 40,
        -1L << 40,
        Long.MAX_VALUE - BASE
      })
  void farCycles(long distance) {
    writer.begin(BASE);
    writer.exactCycle(BASE + distance);
    writer.longWord(distance);
    writer.word(7);
    reader.begin(writer.words(), BASE);
    assertThat(reader.cycle()).isEqualTo(BASE + distance);
    assertThat(reader.longWord()).isEqualTo(distance);
    assertThat(reader.word()).isEqualTo(7);
  }

  @Test
  void statesAreComparedByAllWords() {
    writer.begin(BASE);
    for (int i = 0; i < 3000; i++) {
      writer.word(i);
    }
    int[] words = writer.words();
    int hash = writer.hash();
    assertThat(words).hasSize(3000);
    assertThat(writer.isEqualTo(words)).isTrue();
    words[2999]++;
    assertThat(writer.isEqualTo(words)).isFalse();
    writer.word(1);
    assertThat(writer.isEqualTo(words)).isFalse();
    assertThat(writer.hash()).isNotEqualTo(hash);
  }
}
