package ksim.core.timing.uops;

import java.util.List;
import ksim.core.timing.figures.Figure;
import ksim.core.timing.figures.Latency;
import ksim.core.timing.figures.OperandRole;

/**
 * Latencies of one instruction, as its micro-operations need them: of memory operands what remains
 * when the load, or the way through the store buffer, is taken off.
 *
 * @param figure what was measured
 * @param sameRegister whether its source operands are one register
 * @param load latency of its loads from the L1 cache
 * @param exchanges whether each of its operands gets the value of the other, and keeps nothing
 */
record OperandLatencies(Figure figure, boolean sameRegister, int load, boolean exchanges) {
  /**
   * What the measured latency from a register to memory, which is that of storing and loading it
   * again less the latency of a load, holds beyond the computation (uops.info: MOV (M64, R64) 2,
   * MOV (M8, R8l) 3, and ADD one more).
   */
  private static final int STORE = 3;

  /** Number of RSP. */
  private static final int RSP = 4;

  /** Nothing depends on it. */
  static final int NONE = 0;

  /** From a register to a register or flag: 0 if that does not depend on it. */
  int registers(int from, int to) {
    if (exchanges && from == to) {
      return NONE;
    }
    return sameRegister ? figure.sameRegisterLatency(from, to) : figure.latency(from, to);
  }

  /** From a register to the data of a store, at least 1. */
  int toStore(int from, int memory) {
    int measured = figure.latency(from, memory);
    return measured == NONE ? NONE : Math.max(1, measured - STORE);
  }

  /** From data that has been loaded to a register or flag, at least 1. */
  int fromLoad(int to) {
    int measured = address(to);
    return measured == NONE ? 1 : Math.max(1, measured - load);
  }

  /** From data that has been loaded to the data of a store. */
  int fromLoadToStore(int memory) {
    int measured = find(memory, memory);
    return Math.max(1, measured - STORE - 1);
  }

  /** From the start of a load to what it writes. */
  int ofLoad(int to) {
    int measured = address(to);
    return measured == NONE ? load : measured;
  }

  /** The largest latency from a part of an address; NONE if there is none. */
  private int address(int to) {
    int result = NONE;
    for (Latency latency : figure.latencies()) {
      if (latency.to() == to && isAddress(latency.from())) {
        result = Math.max(result, latency.cycles());
      }
    }
    return result;
  }

  private boolean isAddress(int role) {
    return role == OperandRole.BASE
        || role == OperandRole.INDEX
        || role == OperandRole.IMPLICIT_REGISTER + RSP;
  }

  /** Whether a core waits for a register that it only writes. */
  boolean hasFalseDependence(int role) {
    for (Latency latency : figure.latencies()) {
      if (latency.from() == role && latency.to() == role) {
        return latency.cycles() > NONE;
      }
    }
    return false;
  }

  private int find(int from, int to) {
    List<Latency> latencies = figure.latencies();
    for (Latency latency : latencies) {
      if (latency.from() == from && latency.to() == to) {
        return latency.cycles();
      }
    }
    return NONE;
  }
}
