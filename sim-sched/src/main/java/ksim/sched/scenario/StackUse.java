package ksim.sched.scenario;

/**
 * Memory of stacks, as the simulated kernel handed it out.
 *
 * @param threads number of stacks ever handed out
 * @param reservedBytes sum of the sizes, rounded to whole pages, of those in use at the same time:
 *     the largest such figure of the run
 * @param residentBytes bytes backed by page frames at the end of the run: stacks of joined threads
 *     have been given back, those of others not
 * @param peakResidentBytes the largest such figure of the run
 */
public record StackUse(
    int threads, long reservedBytes, long residentBytes, long peakResidentBytes) {
  /** Reserved bytes that never became resident. */
  public long savedBytes() {
    return reservedBytes - peakResidentBytes;
  }

  /** Saved bytes as a share of the reserved ones, in percent; 0 where nothing is reserved. */
  public double savedPercent() {
    return reservedBytes == 0 ? 0 : 100.0 * savedBytes() / reservedBytes;
  }
}
