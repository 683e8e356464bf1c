package ksim.core.boot;

import java.util.OptionalLong;

/** The RAM that a loader may still put something into. */
final class FreeMemory {
  private PhysicalMap map;

  /**
   * @param map what physical addresses are: its RAM is free
   */
  FreeMemory(PhysicalMap map) {
    this.map = map;
  }

  /** Notes that a range is in use. An empty one is ignored. */
  void occupy(long base, long bytes) {
    if (bytes > 0) {
      map = map.with(new PhysicalMap.Range(base, bytes, PhysicalMap.Kind.RESERVED));
    }
  }

  /** Notes that the loadable segments of an image are in use. */
  void occupy(ElfFile elf) {
    elf.loadable().forEach(segment -> occupy(segment.physical(), segment.memoryBytes()));
  }

  /**
   * Takes the lowest free range.
   *
   * @param bytes its length, at least 1
   * @param alignment of its start, a power of two
   * @param from the lowest address that it may have
   * @param limit the address that it must end at or below
   * @return its start; empty if there is none
   */
  OptionalLong takeLowest(long bytes, long alignment, long from, long limit) {
    return take(
        map.ranges().stream()
            .filter(range -> range.kind() == PhysicalMap.Kind.RAM)
            .filter(range -> fits(lowest(range, alignment, from), bytes, range, limit))
            .mapToLong(range -> lowest(range, alignment, from))
            .min(),
        bytes);
  }

  private static long lowest(PhysicalMap.Range range, long alignment, long from) {
    return (Math.max(range.base(), from) + alignment - 1) & -alignment;
  }

  /** Takes the highest free range; parameters as for {@link #takeLowest}. */
  OptionalLong takeHighest(long bytes, long alignment, long from, long limit) {
    return take(
        map.ranges().stream()
            .filter(range -> range.kind() == PhysicalMap.Kind.RAM)
            .mapToLong(range -> highest(range, bytes, alignment, from, limit))
            .filter(start -> start >= 0)
            .max(),
        bytes);
  }

  private static long highest(
      PhysicalMap.Range range, long bytes, long alignment, long from, long limit) {
    long start = (Math.min(range.end(), limit) - bytes) & -alignment;
    return start >= Math.max(range.base(), from) ? start : -1;
  }

  private static boolean fits(long start, long bytes, PhysicalMap.Range range, long limit) {
    return start + bytes <= Math.min(range.end(), limit);
  }

  private OptionalLong take(OptionalLong start, long bytes) {
    start.ifPresent(base -> occupy(base, bytes));
    return start;
  }
}
