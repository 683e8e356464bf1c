package ksim.core.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What physical addresses are, as a PC's firmware tells its kernel (the "E820" map; ACPI
 * specification, chapter 15).
 *
 * @param ranges in the order of addresses, disjoint
 */
public record PhysicalMap(List<Range> ranges) {
  /** What a range is, with the number that the map gives it. */
  public enum Kind {
    /** Free RAM. */
    RAM(1),
    /** Not to be used. */
    RESERVED(2),
    /** RAM that holds ACPI tables. */
    ACPI(3);

    /** The number in the map. */
    public final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /**
   * A range.
   *
   * @param base first physical address
   * @param bytes length
   * @param kind what it is
   */
  public record Range(long base, long bytes, Kind kind) {
    /** Address after the last. */
    public long end() {
      return base + bytes;
    }
  }

  /** Sorts the ranges. */
  public PhysicalMap {
    ranges = ranges.stream().sorted(Comparator.comparingLong(Range::base)).toList();
  }

  /** Whether all of a range of addresses is RAM, of one range of the map. */
  public boolean isRam(long base, long bytes) {
    return ranges.stream()
        .filter(range -> range.kind() == Kind.RAM)
        .anyMatch(range -> range.base() <= base && base + bytes <= range.end());
  }

  /** The ranges of RAM as text. */
  public String ramText() {
    return ranges.stream()
        .filter(range -> range.kind() == Kind.RAM)
        .map(range -> "0x%x to 0x%x".formatted(range.base(), range.end() - 1))
        .collect(Collectors.joining(", "));
  }

  /** The map with a range cut out of its RAM, as something else. */
  public PhysicalMap with(Range cut) {
    List<Range> result = new ArrayList<>();
    for (Range range : ranges) {
      if (range.end() <= cut.base() || cut.end() <= range.base()) {
        result.add(range);
        continue;
      }
      if (range.base() < cut.base()) {
        result.add(new Range(range.base(), cut.base() - range.base(), range.kind()));
      }
      if (cut.end() < range.end()) {
        result.add(new Range(cut.end(), range.end() - cut.end(), range.kind()));
      }
    }
    result.add(cut);
    return new PhysicalMap(result);
  }
}
