package ksim.cli.gdb;

import java.util.BitSet;

/** What comes of a packet. */
sealed interface Answer {
  /** What gdb is told when something cannot be done. */
  Answer ERROR = new Reply("E01");

  /** What gdb is told when memory cannot be accessed. */
  Answer BAD_ADDRESS = new Reply("E0e");

  /** What gdb is told of packets that are not known. */
  Answer UNKNOWN = new Reply("");

  /** What gdb is told when something has been done. */
  Answer OK = new Reply("OK");

  /** A packet is sent back. */
  record Reply(String payload) implements Answer {}

  /**
   * The machine runs; the reply is why it stops.
   *
   * @param held numbers of the CPUs that do not move
   * @param stepping numbers of the CPUs that execute one instruction
   * @param range where a CPU that has executed one instruction executes the next one
   */
  record Resume(BitSet held, BitSet stepping, Range range) implements Answer {}

  /**
   * A range of code.
   *
   * @param start address of its first byte
   * @param end address behind its last byte
   */
  record Range(long start, long end) {
    /** Nowhere: single steps. */
    static final Range NONE = new Range(0, 0);

    boolean contains(long address) {
      return Long.compareUnsigned(address - start, end - start) < 0;
    }
  }

  /** gdb goes away, and the machine runs on. */
  record Detach() implements Answer {}

  /** The machine is not to run any more. */
  record Kill() implements Answer {}
}
