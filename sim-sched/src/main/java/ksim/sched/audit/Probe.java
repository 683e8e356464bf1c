package ksim.sched.audit;

/**
 * A pre-fault probe in an assembled kernel.
 *
 * @param address address of the instruction that loads from the stack page below
 * @param site name of the site (or lock) that it protects, or {@link #THREAD_START}
 */
public record Probe(long address, String site) {
  /** In place of a site: a parent touches the top page of the stack of a thread it starts. */
  public static final String THREAD_START = "thread-start";

  /** Whether it reads the stack of the thread that executes it. */
  public boolean readsOwnStack() {
    return !site.equals(THREAD_START);
  }
}
