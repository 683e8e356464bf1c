package ksim.sched.stack;

/** When the pages of a mapped stack become resident. */
public enum StackPopulation {
  /** All of them before mmap returns. */
  AT_MMAP,
  /** Each one at its first use. */
  ON_DEMAND
}
