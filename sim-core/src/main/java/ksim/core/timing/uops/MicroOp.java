package ksim.core.timing.uops;

import java.util.List;

/**
 * A micro-operation of the unfused domain: what a scheduler sends to a port. It starts when all its
 * sources are ready and its port is free.
 *
 * @param kind what it does
 * @param ports the set of ports it may go to, port n as bit n; empty if it is done once it is
 *     issued
 * @param sources {@link Resource} numbers it waits for; of memory micro-operations what the address
 *     is made of
 * @param results what it writes
 * @param dividerCycles core cycles for which it keeps the divider busy, or 0
 * @param access index among the instruction's memory accesses, or -1
 */
public record MicroOp(
    Kind kind,
    int ports,
    List<Integer> sources,
    List<Result> results,
    int dividerCycles,
    int access) {
  /** No memory access. */
  public static final int NO_ACCESS = -1;

  /** What a micro-operation does. */
  public enum Kind {
    /** It computes, or nothing. */
    COMPUTE,
    /** It reads memory; its results are ready that much later than the data of an L1 hit. */
    LOAD,
    /** It computes the address of a store. */
    STORE_ADDRESS,
    /** It hands over the data of a store. */
    STORE_DATA
  }

  /**
   * A resource that is written.
   *
   * @param resource {@link Resource} number
   * @param latencyCycles core cycles from the start of the micro-operation; of a LOAD from the
   *     start to the use of data that lies in the L1 cache
   */
  public record Result(int resource, int latencyCycles) {}
}
