package ksim.sched.scenario;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
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
    Stack stack = new Stack(high, source);
    stacksByLow.put(low, stack);
    for (Totals each : new Totals[] {all, totals(source)}) {
      each.threads++;
      each.reserve(high - low);
    }
    change(stack, residentBytes);
  }

  /**
   * The stack whose lowest usable address is {@code low} goes back, with what is resident of it.
   */
  void released(long low) {
    Optional.ofNullable(stacksByLow.remove(low))
        .ifPresent(
            stack -> {
              change(stack, -stack.residentBytes);
              all.reserve(low - stack.high);
              totals(stack.source).reserve(low - stack.high);
            });
  }

  /** A page has become resident; counts where it belongs to a stack. */
  void pageMapped(long linear) {
    change(linear, PAGE_BYTES);
  }

  /** A page has been given back; counts where it belongs to a stack. */
  void pageUnmapped(long linear) {
    change(linear, -PAGE_BYTES);
  }

  private void change(long linear, long bytes) {
    Map.Entry<Long, Stack> entry = stacksByLow.floorEntry(linear);
    if (entry != null && linear < entry.getValue().high) {
      change(entry.getValue(), bytes);
    }
  }

  private void change(Stack stack, long bytes) {
    stack.residentBytes += bytes;
    all.add(bytes);
    totals(stack.source).add(bytes);
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

    Stack(long high, StackSource source) {
      this.high = high;
      this.source = source;
    }
  }

  private static final class Totals {
    private int threads;
    private long reservedBytes;
    private long peakReservedBytes;
    private long residentBytes;
    private long peakResidentBytes;

    void reserve(long bytes) {
      reservedBytes += bytes;
      peakReservedBytes = Math.max(peakReservedBytes, reservedBytes);
    }

    void add(long bytes) {
      residentBytes += bytes;
      peakResidentBytes = Math.max(peakResidentBytes, residentBytes);
    }

    StackUse use() {
      return new StackUse(threads, peakReservedBytes, residentBytes, peakResidentBytes);
    }
  }
}
