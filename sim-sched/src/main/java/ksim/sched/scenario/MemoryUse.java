package ksim.sched.scenario;

import java.util.Locale;
import java.util.Optional;

/**
 * Where the page frames that the kernel manages are at the end of a run, in bytes. Free memory is
 * read from the kernel's own lists, owners are counted as frames are handed out: the two must add
 * up.
 *
 * @param totalBytes all frames that the kernel found behind its image at boot
 * @param freeBytes in the list of free ranges, in the CPUs' pools and in their reserves
 * @param pageCacheBytes page cache that has not been reclaimed
 * @param stackBytes resident stacks of threads, of either source
 * @param entryStackBytes stacks for exceptions, interrupts and system calls
 * @param mappingBytes resident pages of mappings that are no stacks
 * @param pageTableBytes page tables of mappings
 * @param heapBytes pages of the kernel's heap
 * @param inTransitBytes taken from a list and not yet with an owner, or the reverse: threads that
 *     the end of the run has caught in the allocator
 */
public record MemoryUse(
    long totalBytes,
    long freeBytes,
    long pageCacheBytes,
    long stackBytes,
    long entryStackBytes,
    long mappingBytes,
    long pageTableBytes,
    long heapBytes,
    long inTransitBytes) {
  /** What all parts add up to. */
  public long accountedBytes() {
    return freeBytes
        + pageCacheBytes
        + stackBytes
        + entryStackBytes
        + mappingBytes
        + pageTableBytes
        + heapBytes
        + inTransitBytes;
  }

  /** Whether every frame is accounted for exactly once. */
  public boolean closes() {
    return accountedBytes() == totalBytes;
  }

  /** By how much the parts miss the whole, in a sentence; empty where they do not. */
  public Optional<String> discrepancy() {
    long missing = totalBytes - accountedBytes();
    return switch (Long.signum(missing)) {
      case 1 -> Optional.of(sentence(missing, "belong to nobody"));
      case -1 -> Optional.of(sentence(-missing, "are accounted for twice"));
      default -> Optional.empty();
    };
  }

  private static String sentence(long bytes, String fault) {
    return String.format(Locale.ROOT, "%,d bytes of page frames %s", bytes, fault);
  }
}
