package ksim.sched.scenario;

/**
 * Something that happened in a run, for a time line. Recorded only where a trace is asked for.
 *
 * @param kind what it was
 * @param cpu CPU on which it began
 * @param thread name of the thread, with its number behind a {@code #} where names repeat
 * @param name what exactly: the thread that runs, the function that faulted, the site
 * @param startCycles when it began, in core cycles since power-on
 * @param endCycles when it ended; equal to the start for what has no duration
 * @param detail more on it, such as the address that faulted; may be empty
 */
public record TraceEvent(
    Kind kind,
    int cpu,
    String thread,
    String name,
    long startCycles,
    long endCycles,
    String detail) {
  /** What can be recorded. */
  public enum Kind {
    /** A thread was on a CPU; {@code name} is the thread. */
    RUNNING,
    /** A page fault, from its delivery to the handler's return; {@code name} is the function. */
    FAULT,
    /** A probe instruction; {@code name} is its site. */
    PROBE,
    /** An atomic section; {@code name} is its site. */
    SECTION,
    /** An interrupt was delivered; {@code name} says which. */
    INTERRUPT
  }
}
