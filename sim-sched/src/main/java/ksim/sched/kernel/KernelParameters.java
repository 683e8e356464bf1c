package ksim.sched.kernel;

/**
 * What a model kernel is built for.
 *
 * @param cpus number of CPUs, 1 to 64
 * @param memoryBytes size of RAM in bytes
 * @param pageCachePages pages that a page cache holds at boot; the reclaimer frees them when memory
 *     runs out
 * @param mutexes number of mutexes for programs
 * @param events number of events for programs
 * @param pipes number of pipes for programs
 * @param rings number of rings through which programs hand blocks to each other
 * @param timeSliceTicks length of a time slice in ticks of the local APIC's timer (1 ns each)
 * @param tracing whether tracepoints write records
 */
public record KernelParameters(
    int cpus,
    long memoryBytes,
    long pageCachePages,
    int mutexes,
    int events,
    int pipes,
    int rings,
    long timeSliceTicks,
    boolean tracing) {
  /** One millisecond. */
  public static final long DEFAULT_TIME_SLICE_TICKS = 1_000_000;

  /** Pages that the kernel's data and its first allocations need at least. */
  private static final long KERNEL_PAGES = 512;

  /** A machine of this size with the default time slice, no page cache and one pipe. */
  public static KernelParameters of(int cpus, long memoryBytes) {
    return new KernelParameters(cpus, memoryBytes, 0, 0, 0, 1, DEFAULT_TIME_SLICE_TICKS);
  }

  /** No rings, tracing on. */
  public KernelParameters(
      int cpus,
      long memoryBytes,
      long pageCachePages,
      int mutexes,
      int events,
      int pipes,
      long timeSliceTicks) {
    this(cpus, memoryBytes, pageCachePages, mutexes, events, pipes, 0, timeSliceTicks, true);
  }

  /** Pages of the largest page cache that leaves the kernel room in RAM of this size. */
  public static long largestPageCachePages(long memoryBytes) {
    long behindText = Math.min(memoryBytes, MemoryMap.LOCAL_APIC) - MemoryMap.DATA_PHYSICAL;
    return behindText / MemoryMap.PAGE - KERNEL_PAGES;
  }

  /** Checks the ranges. */
  public KernelParameters {
    if (cpus < 1 || cpus > 64) {
      throw new IllegalArgumentException("cpus: " + cpus + " is not in 1..64");
    }
    if (memoryBytes < 8 << 20) {
      throw new IllegalArgumentException("memory: " + memoryBytes + " is less than 8 MiB");
    }
    if (pageCachePages < 0 || pageCachePages > largestPageCachePages(memoryBytes)) {
      throw new IllegalArgumentException("page cache: " + pageCachePages + " pages do not fit");
    }
    if (mutexes < 0 || events < 0 || pipes < 0 || rings < 0 || timeSliceTicks < 1000) {
      throw new IllegalArgumentException("counts must not be negative, time slices not tiny");
    }
  }
}
