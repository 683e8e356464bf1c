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
  PROBES("probes"),
  /** Probes executed by threads whose stacks cannot fault. */
  PROBES_ON_RESIDENT_STACKS("probes-on-resident-stacks"),
  /** Cycles spent in probes, their faults included. */
  PROBE_CYCLES("probe-cycles"),
  /** Page faults that were not on a stack. */
  OTHER_FAULTS("other-faults"),
  /** Page faults whose handler slept. */
  SLEEPING_FAULTS("sleeping-faults"),
  /** Longest time with interrupts disabled, in cycles. */
  IRQ_OFF_CYCLES_MAX("irq-off-cycles-max"),
  /** Largest depth of an atomic section, in bytes. */
  SECTION_DEPTH_MAX("section-depth-max"),
  /** Page tables of mappings at the end, in bytes. */
  PAGE_TABLE_BYTES("page-table-bytes"),
  /** The kernel's heap at the end, in bytes. */
  HEAP_BYTES("heap-bytes"),
  /** Frames without an owner at the end, in bytes. */
  IN_TRANSIT_BYTES("in-transit-bytes"),
  /** Rules that were broken, each place once. */
  VIOLATIONS("violations");

  private final String id;

  Metric(String id) {
    this.id = id;
  }

  /** How its values are written. */
  public Unit unit() {
    return switch (this) {
      case SAVED_PERCENT,
          MMAP_SAVED_PERCENT,
          SAVED_PERCENT_OF_MEMORY,
          STACK_PERCENT_OF_MEMORY,
          OVERHEAD_PERCENT ->
          Unit.PERCENT;
      case PEAK_RESIDENT_BYTES, SECTION_DEPTH_MAX, PAGE_TABLE_BYTES, HEAP_BYTES, IN_TRANSIT_BYTES ->
          Unit.BYTES;
      case CYCLES,
          STACK_FAULTS,
          PROBE_FAULTS,
          PROBES,
          PROBES_ON_RESIDENT_STACKS,
          PROBE_CYCLES,
          OTHER_FAULTS,
          SLEEPING_FAULTS,
          IRQ_OFF_CYCLES_MAX,
          VIOLATIONS ->
          Unit.COUNT;
    };
  }

  /** How the values of a figure are written. */
  public enum Unit {
    /** A size. */
    BYTES,
    /** A whole number. */
    COUNT,
    /** A percentage. */
    PERCENT
  }

  /** The name used in scenario files. */
  public String id() {
    return id;
  }
}
