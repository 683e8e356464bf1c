package ksim.sched.scenario;

import java.util.List;

/**
 * What became of each page of one stack, as the page tables' accessed and dirty bits tell it.
 *
 * @param thread name of its thread
 * @param source where its memory comes from
 * @param runs runs of equal pages, from the top of the stack (where use begins) to its end
 */
public record StackResidency(String thread, StackSource source, List<Run> runs) {
  /** What became of a page. */
  public enum PageState {
    /** It never became resident. */
    ABSENT,
    /** Resident, and never accessed: populated, or brought in by fault-around. */
    UNTOUCHED,
    /** Read but never written: a probe touched it. */
    PROBED,
    /** Written: the stack was used. */
    USED,
    /** Resident; from the allocator, so that nothing tells whether it was used. */
    RESIDENT
  }

  /**
   * Pages next to each other with the same fate.
   *
   * @param state what became of them
   * @param pages how many, at least 1
   */
  public record Run(PageState state, int pages) {}

  /** Number of pages in this state. */
  public long pages(PageState state) {
    return runs.stream().filter(run -> run.state() == state).mapToLong(Run::pages).sum();
  }
}
