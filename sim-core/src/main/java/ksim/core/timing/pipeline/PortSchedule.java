package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * The execution ports: which cycles of each are taken, and how many micro-operations wait for each.
 *
 * <p>Micro-operations are bound to a port at issue and come here in program order. Each takes the
 * first free cycle of its port from which its sources are ready: since older ones have taken theirs
 * before, that is what a scheduler does which starts the oldest that is ready.
 *
 * <p>The choice of port follows "uiCA: Accurate Throughput Prediction of Basic Blocks on Recent
 * Intel Microarchitectures" (Abel, Reineke, 2022), section 4.1.4: micro-operations in even issue
 * slots go to the port for which the fewest wait, those in odd slots to the second one unless
 * clearly more wait for that; counts are those at the start of the cycle; loads take turns.
 */
final class PortSchedule implements Persistent {
  /** Number of ports that a core may have. */
  private static final int PORTS = 2 * PortChoice.LANES;

  private static final int HIGH_PORTS = 0xff00;
  private static final int SETS = 1 << PortChoice.LANES;

  /** Cycles that are looked ahead: a full scheduler of loads from memory that wait in turn. */
  private static final int WINDOW = 1 << 15;

  private static final int CYCLES = WINDOW - 1;

  /** Cycles of distance from the end of the window: more than a scheduler can be full of. */
  private static final int MARGIN = 1024;

  /** Taken cycles that are looked at one by one before it is looked up where they end. */
  private static final int FEW = 4;

  private final int loadPorts;
  private final int bias;

  /** The set of ports that are taken in each cycle. */
  private final short[] taken = new short[WINDOW];

  /** Of each port cycles that are all taken: the first of them, and the one behind the last. */
  private final long[] fullFrom = new long[PORTS];

  private final long[] fullTo = new long[PORTS];

  /** Micro-operations that wait for each port at the start of the cycle of issue. */
  private long waitingLow;

  private long waitingHigh;
  private int waiting;

  /** Those that were bound since, which do not count yet. */
  private long boundLow;

  private long boundHigh;
  private int bound;

  /** What starts in this cycle or later counts as waiting: the cycle before the one of issue. */
  private long frontier;

  private int lastLoadPort;

  /** Answers of {@link PortChoice} that hold for the present cycle of issue, by set of ports. */
  private final byte[] answers = new byte[SETS];

  /** For which cycle of issue each answer holds. */
  private final long[] answered = new long[SETS];

  PortSchedule(CoreDescription core) {
    loadPorts = core.ports("ports-load");
    bias = core.parameter("port-bias");
    lastLoadPort = Integer.numberOfTrailingZeros(loadPorts);
    Arrays.fill(answered, -1);
  }

  /**
   * The port for a micro-operation.
   *
   * @param ports set of ports that it may take, not empty
   * @param slot its issue slot in the group, from 0
   */
  int bind(int ports, int slot) {
    if ((ports & (ports - 1)) == 0) {
      return Integer.numberOfTrailingZeros(ports);
    }
    if (ports == loadPorts) {
      return nextLoadPort();
    }
    int answer = ports < SETS && answered[ports] == frontier ? answers[ports] : compare(ports);
    return (slot & 1) == 0 ? PortChoice.first(answer) : PortChoice.second(answer);
  }

  private int compare(int ports) {
    int answer = PortChoice.of(waitingLow, waitingHigh, ports, bias);
    if (ports < SETS) {
      answers[ports] = (byte) answer;
      answered[ports] = frontier;
    }
    return answer;
  }

  private int nextLoadPort() {
    int above = loadPorts & (-2 << lastLoadPort);
    lastLoadPort = Integer.numberOfTrailingZeros(above == 0 ? loadPorts : above);
    return lastLoadPort;
  }

  /**
   * Takes the first free cycle of a port.
   *
   * @param port the port
   * @param earliest cycle in which the micro-operation is ready to start
   * @return the cycle in which it starts
   */
  long take(int port, long earliest) {
    int one = 1 << port;
    long cycle = earliest;
    if ((taken[(int) cycle & CYCLES] & one) != 0) {
      cycle = nextFree(port, cycle + 1);
    }
    if (cycle - frontier >= WINDOW - MARGIN) {
      return cycle;
    }
    taken[(int) cycle & CYCLES] |= (short) one;
    if (port < PortChoice.LANES) {
      boundLow += 1L << (port * Byte.SIZE);
    } else {
      boundHigh += 1L << (port * Byte.SIZE);
    }
    bound++;
    return cycle;
  }

  /** The first free cycle of a port from one on, before which all are known to be taken. */
  private long nextFree(int port, long from) {
    long cycle = from;
    while ((taken[(int) cycle & CYCLES] >>> port & 1) != 0) {
      cycle++;
      if (cycle - from == FEW && cycle >= fullFrom[port] && cycle < fullTo[port]) {
        cycle = fullTo[port];
      }
    }
    if (cycle - from >= FEW) {
      fullFrom[port] = from;
      fullTo[port] = cycle;
    }
    return cycle;
  }

  /**
   * The next cycle of issue, in which all that has been bound counts: a micro-operation is counted
   * until the cycle after its start.
   */
  void advance(long issueCycle) {
    waitingLow += boundLow;
    waitingHigh += boundHigh;
    waiting += bound;
    boundLow = 0;
    boundHigh = 0;
    bound = 0;
    long target = issueCycle - 1;
    if (target - frontier >= WINDOW) {
      Arrays.fill(taken, (short) 0);
      waitingLow = 0;
      waitingHigh = 0;
      waiting = 0;
      frontier = target;
    }
    for (; frontier < target; frontier++) {
      int index = (int) frontier & CYCLES;
      int started = taken[index];
      taken[index] = 0;
      waitingLow -= PortChoice.ones(started);
      if ((started & HIGH_PORTS) != 0) {
        waitingHigh -= PortChoice.ones(started >>> PortChoice.LANES);
      }
      waiting -= Integer.bitCount(started & 0xffff);
    }
  }

  /**
   * The same as {@link #advance} of the cycle after the next one in which something starts.
   *
   * @return that cycle
   */
  long advanceToNextStart() {
    long cycle = frontier + 1;
    while (taken[(int) cycle & CYCLES] == 0) {
      cycle++;
    }
    advance(cycle + 1);
    return cycle + 1;
  }

  /** Micro-operations that have not started when the cycle of the last {@link #advance} begins. */
  int inScheduler() {
    return waiting - Integer.bitCount(taken[(int) frontier & CYCLES] & 0xffff);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (short set : taken) {
      out.writeShort(set);
    }
    for (long word : new long[] {waitingLow, waitingHigh, boundLow, boundHigh, frontier}) {
      out.writeLong(word);
    }
    out.writeInt(waiting);
    out.writeInt(bound);
    out.writeInt(lastLoadPort);
    SavedArrays.save(out, fullFrom);
    SavedArrays.save(out, fullTo);
    SavedArrays.save(out, answered);
    out.write(answers);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int cycle = 0; cycle < WINDOW; cycle++) {
      taken[cycle] = in.readShort();
    }
    waitingLow = in.readLong();
    waitingHigh = in.readLong();
    boundLow = in.readLong();
    boundHigh = in.readLong();
    frontier = in.readLong();
    waiting = in.readInt();
    bound = in.readInt();
    lastLoadPort = in.readInt();
    SavedArrays.restore(in, fullFrom);
    SavedArrays.restore(in, fullTo);
    SavedArrays.restore(in, answered);
    in.readFully(answers);
  }
}
