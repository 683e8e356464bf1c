package ksim.core.trace;

import java.util.OptionalInt;
import ksim.core.cpu.Cpu;

/**
 * What part of a run is traced. All of it has to hold.
 *
 * @param addresses linear addresses of code; of devices, ports or physical addresses
 * @param cycles local time of the CPU, in core cycles
 * @param instructions instructions that the CPU has executed before
 * @param cpu the only CPU to trace, if there is one
 */
public record TraceRange(
    Interval addresses, Interval cycles, Interval instructions, OptionalInt cpu) {
  /** Everything. */
  public static final TraceRange ALL =
      new TraceRange(Interval.ALL, Interval.ALL, Interval.ALL, OptionalInt.empty());

  /**
   * Unsigned numbers from one to another.
   *
   * @param first the smallest
   * @param last the largest
   */
  public record Interval(long first, long last) {
    /** All numbers. */
    public static final Interval ALL = new Interval(0, -1);

    /** Whether a number is one of them. */
    public boolean contains(long value) {
      return Long.compareUnsigned(value, first) >= 0 && Long.compareUnsigned(value, last) <= 0;
    }
  }

  /** Whether a CPU is in it, so many instructions after those that it has counted. */
  boolean contains(Cpu at, int further) {
    return cycles.contains(at.cycles)
        && instructions.contains(at.instructions + further)
        && (cpu.isEmpty() || cpu.getAsInt() == at.id);
  }
}
