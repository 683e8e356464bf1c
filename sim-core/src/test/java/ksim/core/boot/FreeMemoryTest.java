package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import ksim.core.boot.PhysicalMap.Kind;
import ksim.core.boot.PhysicalMap.Range;
import org.junit.jupiter.api.Test;

/** What a loader takes is free, aligned, and where it may be. */
class FreeMemoryTest {
  private static final int END = 1 << 12;

  private final FreeMemory free =
      new FreeMemory(
          new PhysicalMap(
              List.of(new Range(0, 0x400, Kind.RAM), new Range(0x800, 0x800, Kind.RAM))));

  @Test
  void theLowestAndTheHighest() {
    assertThat(free.takeLowest(0x10, 8, 0x3f1, END)).hasValue(0x800);
    assertThat(free.takeLowest(0x10, 8, 0x3f0, END)).hasValue(0x3f0);
    assertThat(free.takeHighest(0x11, 0x10, 0, END)).hasValue(0xfe0);
    assertThat(free.takeHighest(0x11, 0x10, 0, END)).hasValue(0xfc0);
    assertThat(free.takeHighest(0x801, 1, 0, END)).isEmpty();
    assertThat(free.takeLowest(0x801, 1, 0, END)).isEmpty();
  }

  @Test
  void agreesWithASearchByteByByte() {
    SplittableRandom random = new SplittableRandom(3);
    BitSet bytes = new BitSet(END);
    bytes.set(0, 0x400);
    bytes.set(0x800, 0x1000);
    for (int i = 0; i < 500; i++) {
      int size = random.nextInt(1, 40);
      int alignment = 1 << random.nextInt(6);
      int from = random.nextInt(END);
      int limit = random.nextInt(END + 1);
      boolean low = random.nextBoolean();
      OptionalLong taken =
          low
              ? free.takeLowest(size, alignment, from, limit)
              : free.takeHighest(size, alignment, from, limit);
      assertThat(taken).isEqualTo(search(bytes, size, alignment, from, limit, low));
      taken.ifPresent(at -> bytes.clear((int) at, (int) at + size));
    }
    assertThat(bytes.cardinality()).isLessThan(0x800);
  }

  private static OptionalLong search(
      BitSet bytes, int size, int alignment, int from, int limit, boolean low) {
    OptionalLong best = OptionalLong.empty();
    for (int at = from; at + size <= limit; at++) {
      boolean fits = at % alignment == 0 && bytes.nextClearBit(at) >= at + size;
      if (fits && (best.isEmpty() || !low)) {
        best = OptionalLong.of(at);
      }
    }
    return best;
  }
}
