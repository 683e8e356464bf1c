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
  private long mappedBytes;

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
    allocated(source, high - low, 0);
    change(stack, residentBytes);
  }

  /**
   * A thread has got a stack that is no range of addresses, but a list of segments.
   *
   * @param source where the memory would come from that was asked for
   * @param reservedBytes size that was asked for
   * @param residentBytes size of the first segment
   */
  void allocated(StackSource source, long reservedBytes, long residentBytes) {
    for (Totals each : new Totals[] {all, totals(source)}) {
      each.threads++;
      each.reserve(reservedBytes);
      each.add(residentBytes);
    }
  }

  /** Such a stack goes back, with all its segments. */
  void released(StackSource source, long reservedBytes, long residentBytes) {
    for (Totals each : new Totals[] {all, totals(source)}) {
      each.reserve(-reservedBytes);
      each.add(-residentBytes);
    }
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

  /** A thread has got another stack beside its own, all of it resident. */
  void allocatedBeside(long low, long high, StackSource source) {
    Stack stack = new Stack(high, source);
    stacksByLow.put(low, stack);
    all.reserve(high - low);
    totals(source).reserve(high - low);
    change(stack, high - low);
  }

  /** A stack has grown by a segment of so many bytes, or lost one where they are negative. */
  void segment(StackSource source, long bytes) {
    all.add(bytes);
    totals(source).add(bytes);
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
    mappedBytes += stack.source == StackSource.MMAP ? bytes : 0;
  }

  /** Resident bytes of stacks that are mapped in fact, whatever their source was meant to be. */
  long mappedBytes() {
    return mappedBytes;
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
