package ksim.core.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.boot.PhysicalMap.Kind;
import ksim.core.boot.PhysicalMap.Range;
import org.junit.jupiter.api.Test;

/** Maps of physical memory. */
class PhysicalMapTest {
  private final PhysicalMap map =
      new PhysicalMap(
          List.of(new Range(0x1000, 0x4000, Kind.RAM), new Range(0, 0x1000, Kind.RESERVED)));

  @Test
  void rangesAreInTheOrderOfAddresses() {
    assertThat(map.ranges()).extracting(Range::base).containsExactly(0L, 0x1000L);
  }

  @Test
  void aRangeIsCutOutOfOthers() {
    assertThat(map.with(new Range(0x2000, 0x1000, Kind.ACPI)).ranges())
        .containsExactly(
            new Range(0, 0x1000, Kind.RESERVED),
            new Range(0x1000, 0x1000, Kind.RAM),
            new Range(0x2000, 0x1000, Kind.ACPI),
            new Range(0x3000, 0x2000, Kind.RAM));
  }

  @Test
  void aRangeReplacesWhatItCovers() {
    assertThat(map.with(new Range(0, 0x5000, Kind.RAM)).ranges())
        .containsExactly(new Range(0, 0x5000, Kind.RAM));
  }
}
