package ksim.sched.scenario;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the memory of stacks as the guest hands it out. Told of each stack and of each page that
 * becomes resident; knows nothing of how that is observed.
 */
final class StackMeter {
  private static final long PAGE_BYTES = 4096;

  private final TreeMap<Long, Stack> stacksByLow = new TreeMap<>();
  private final Map<StackSource, Totals> totals = new EnumMap<>(StackSource.class);
  private final Totals all = new Totals();

  StackMeter() {
    for (StackSource source : StackSource.values()) {
      totals.put(source, new Totals());
    }
  }

  /**
   * A thread has got its stack.
   *
   * @param low lowest usable address
   * @param high address just above it
   * @param source where its memory comes from
   * @param residentBytes bytes of it that are resident already
   */
  void allocated(long low, long high, StackSource source, long residentBytes) {
    stacksByLow.put(low, new Stack(high, source, residentBytes));
    for (Totals each : new Totals[] {all, totals(source)}) {
      each.threads++;
      each.reservedBytes += high - low;
      each.add(residentBytes);
    }
  }

  /** A page has become resident; counts where it belongs to a stack. */
  void pageMapped(long linear) {
    Map.Entry<Long, Stack> entry = stacksByLow.floorEntry(linear);
    if (entry != null && linear < entry.getValue().high) {
      Stack stack = entry.getValue();
      stack.residentBytes += PAGE_BYTES;
      all.add(PAGE_BYTES);
      totals(stack.source).add(PAGE_BYTES);
    }
  }

  /** The stack whose lowest address is {@code low} has been given back. */
  void freed(long low) {
    Stack stack = stacksByLow.remove(low);
    if (stack != null) {
      all.add(-stack.residentBytes);
      totals(stack.source).add(-stack.residentBytes);
    }
  }

  /** Whether an address lies on a stack. */
  boolean contains(long linear) {
    Map.Entry<Long, Stack> entry = stacksByLow.floorEntry(linear);
    return entry != null && linear < entry.getValue().high;
  }

  /** All stacks together. */
  StackUse use() {
    return all.use();
  }

  /** The stacks from one source. */
  StackUse use(StackSource source) {
    return totals(source).use();
  }

  private Totals totals(StackSource source) {
    return totals.computeIfAbsent(source, key -> new Totals());
  }

  private static final class Stack {
    private final long high;
    private final StackSource source;
    private long residentBytes;

    Stack(long high, StackSource source, long residentBytes) {
      this.high = high;
      this.source = source;
      this.residentBytes = residentBytes;
    }
  }

  private static final class Totals {
    private int threads;
    private long reservedBytes;
    private long residentBytes;
    private long peakResidentBytes;

    void add(long bytes) {
      residentBytes += bytes;
      peakResidentBytes = Math.max(peakResidentBytes, residentBytes);
    }

    StackUse use() {
      return new StackUse(threads, reservedBytes, residentBytes, peakResidentBytes);
    }
  }
}
