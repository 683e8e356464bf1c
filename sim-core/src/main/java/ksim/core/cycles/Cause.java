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
  /** The predecoder had not found the lengths of instructions: 16 bytes a cycle. */
  PREDECODER("front end: predecoder"),
  /** The predecoder had to do with length-changing prefixes. */
  LENGTH_CHANGING_PREFIX("front end: length-changing prefixes"),
  /** Code was not in the first-level cache, or its translation not in the first-level TLB. */
  CODE_MEMORY("front end: instruction fetch"),
  /** The decoders were busy, or those that were free could not take the instruction. */
  DECODERS("front end: decoders"),
  /** The microcode sequencer delivered micro-operations. */
  MICROCODE("front end: microcode sequencer"),
  /** The micro-operation cache delivers no more in a cycle. */
  UOP_CACHE("front end: uop cache"),
  /** The loop buffer repeats loops no faster. */
  LOOP_BUFFER("front end: loop buffer"),
  /** Fetch began anew after a mispredicted branch, an exception or a serialising instruction. */
  REDIRECT("front end: redirected fetch"),
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
