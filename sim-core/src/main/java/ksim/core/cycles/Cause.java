package ksim.core.cycles;

/** What a cycle of the critical path was spent on. */
public enum Cause {
  /** An instruction was executing whose result was waited for. */
  DEPENDENCY("dependence chain"),
  /** Data came later than from the first-level cache: store forwarding, misses. */
  MEMORY("memory"),
  /** A port was taken by an older micro-operation. */
  PORT("ports"),
  /** The divider was busy. */
  DIVIDER("divider"),
  /** The front end had not delivered the micro-operation. */
  FRONT_END("front end"),
  /** As many micro-operations had been issued as can be in a cycle. */
  ISSUE("issue width"),
  /** As many micro-operations had retired as can in a cycle. */
  RETIREMENT("retirement"),
  /** A register had to be merged at the start of an issue group. */
  MERGE("register merges"),
  /** The load buffer was full. */
  LOAD_BUFFER("load buffer"),
  /** The store buffer was full. */
  STORE_BUFFER("store buffer"),
  /** Fences, locked and serialising instructions. */
  ORDERING("ordering"),
  /** The way from issue to a port and from execution to retirement. */
  TRANSIT("transit");

  private final String label;

  Cause(String label) {
    this.label = label;
  }

  /** Its name in reports. */
  public String label() {
    return label;
  }
}
