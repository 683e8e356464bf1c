package ksim.sched.scenario;

/** The figures of a result that an expectation can bound. */
public enum Metric {
  /** Share of stack memory that is saved against its reserved size, in percent. */
  SAVED_PERCENT("saved-percent"),
  /** The same for stacks from mmap only. */
  MMAP_SAVED_PERCENT("mmap-saved-percent"),
  /** Saved stack memory as a share of the machine's memory, in percent. */
  SAVED_PERCENT_OF_MEMORY("saved-percent-of-memory"),
  /** Peak resident stack memory as a share of the machine's memory, in percent. */
  STACK_PERCENT_OF_MEMORY("stack-percent-of-memory"),
  /** Peak resident stack memory, in bytes. */
  PEAK_RESIDENT_BYTES("peak-resident-bytes"),
  /** Cycles from boot to the end. */
  CYCLES("cycles"),
  /** Cycles more than under {@code populate}, in percent. */
  OVERHEAD_PERCENT("overhead-percent"),
  /** Stack page faults, those taken in a probe included. */
  STACK_FAULTS("stack-faults"),
  /** Stack page faults taken in a probe. */
  PROBE_FAULTS("probe-faults"),
  /** Probes executed. */
  PROBES("probes");

  private final String id;

  Metric(String id) {
    this.id = id;
  }

  /** The name used in scenario files. */
  public String id() {
    return id;
  }
}
