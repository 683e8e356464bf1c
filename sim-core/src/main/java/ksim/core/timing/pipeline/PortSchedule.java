package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
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
final class PortSchedule implements Persistent, RelativeState {
  /** Number of ports that a core may have. */
  private static final int PORTS = 2 * PortChoice.LANES;

  private static final int HIGH_PORTS = 0xff00;
  private static final int ALL_PORTS = 0xffff;
  private static final int SETS = 1 << PortChoice.LANES;

  /** Cycles that are looked ahead: a full scheduler of loads from memory that wait in turn. */
  private static final int WINDOW = 1 << 15;

  /** Cycles of distance from the end of the window: more than a scheduler can be full of. */
  private static final int MARGIN = 1024;

  /** Cycles in a word of {@link #busy}, and words of each port. */
  private static final int WORD_SHIFT = 6;

  private static final int WORDS = WINDOW >> WORD_SHIFT;

  private final int loadPorts;
  private final int bias;

  /** The set of ports that are taken in each cycle. */
  private final short[] taken = new short[WINDOW];

  /**
   * The same by port, a bit for each cycle, in which free ones are found by the word. A word is
   * emptied when all its cycles are over.
   */
  private final long[] busy = new long[PORTS * WORDS];

  /** Micro-operations that wait for each port at the start of the cycle of issue. */
  private long waitingLow;

  private long waitingHigh;

  /** The same with those that were bound since, which do not count yet for the choice of ports. */
  private long low;

  private long high;

  /** What starts in this cycle or later counts as waiting: the cycle before the one of issue. */
  private long frontier;

  private int lastLoadPort;

  /**
   * Answers of {@link PortChoice} by set of ports, in the low byte; above it for which cycle of
   * issue the answer holds.
   */
  private final long[] answers = new long[SETS];

  PortSchedule(CoreDescription core) {
    loadPorts = core.ports("ports-load");
    bias = core.parameter("port-bias");
    lastLoadPort = Integer.numberOfTrailingZeros(loadPorts);
    Arrays.fill(answers, -1);
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
    long[] answers = this.answers;
    if (ports < answers.length) {
      long answer = answers[ports];
      if (answer >>> Byte.SIZE == frontier) {
        return PortChoice.port((int) answer, slot);
      }
    }
    return PortChoice.port(compare(ports), slot);
  }

  private int compare(int ports) {
    int answer = PortChoice.of(waitingLow, waitingHigh, ports, bias);
    if (ports < SETS) {
      answers[ports] = (frontier << Byte.SIZE) | answer;
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
    // A mask that is made of the length needs no check of bounds.
    short[] taken = this.taken;
    int one = 1 << port;
    long cycle = earliest;
    int set = taken[(int) cycle & (taken.length - 1)];
    if ((set & one) != 0) {
      cycle = nextFree(port, cycle + 1);
      set = taken[(int) cycle & (taken.length - 1)];
    }
    if (cycle - frontier >= WINDOW - MARGIN) {
      return cycle;
    }
    taken[(int) cycle & (taken.length - 1)] = (short) (set | one);
    busy[word(port, cycle)] |= 1L << cycle;
    if (port < PortChoice.LANES) {
      low += 1L << (port * Byte.SIZE);
    } else {
      high += 1L << (port * Byte.SIZE);
    }
    return cycle;
  }

  /** The first free cycle of a port from one on, before which all are known to be taken. */
  private long nextFree(int port, long from) {
    long cycle = from;
    long free = ~busy[word(port, cycle)] & -1L << cycle;
    while (free == 0) {
      cycle = (cycle | Long.SIZE - 1) + 1;
      free = ~busy[word(port, cycle)];
    }
    return (cycle & -Long.SIZE) + Long.numberOfTrailingZeros(free);
  }

  /** Where the bit of a cycle of a port stands. */
  private static int word(int port, long cycle) {
    return (port & PORTS - 1) * WORDS + ((int) cycle >>> WORD_SHIFT & WORDS - 1);
  }

  /**
   * The next cycle of issue, in which all that has been bound counts: a micro-operation is counted
   * until the cycle after its start.
   */
  void advance(long issueCycle) {
    short[] taken = this.taken;
    long target = issueCycle - 1;
    long cycle = frontier;
    if (target - cycle >= WINDOW) {
      Arrays.fill(taken, (short) 0);
      Arrays.fill(busy, 0);
      low = 0;
      high = 0;
      cycle = target;
    }
    long rest = low;
    // Counted in int, which compilers do better than in long; there are fewer than the window has.
    int passed = (int) Math.max(target - cycle, 0);
    for (int i = 0; i < passed; i++) {
      int index = ((int) cycle + i) & (taken.length - 1);
      int started = taken[index];
      taken[index] = 0;
      rest -= PortChoice.ones(started);
      if ((started & HIGH_PORTS) != 0) {
        high -= PortChoice.ones(started >>> PortChoice.LANES);
      }
    }
    frontier = cycle + passed;
    if (cycle >>> WORD_SHIFT != frontier >>> WORD_SHIFT) {
      emptyWords(cycle, frontier);
    }
    low = rest;
    waitingLow = rest;
    waitingHigh = high;
  }

  /** Empties the words whose last cycle is among those passed. */
  private void emptyWords(long from, long to) {
    for (long cycle = from; cycle >>> WORD_SHIFT != to >>> WORD_SHIFT; cycle += Long.SIZE) {
      for (int port = 0; port < PORTS; port++) {
        busy[word(port, cycle)] = 0;
      }
    }
  }

  /**
   * The same as {@link #advance} of the cycle after the next one in which something starts.
   *
   * @return that cycle
   */
  long advanceToNextStart() {
    long cycle = frontier + 1;
    while (taken[(int) cycle & (taken.length - 1)] == 0) {
      cycle++;
    }
    advance(cycle + 1);
    return cycle + 1;
  }

  /** Micro-operations that have not started when the cycle of the last {@link #advance} begins. */
  int inScheduler() {
    int starting = taken[(int) frontier & (taken.length - 1)] & ALL_PORTS;
    return waiting() - Integer.bitCount(starting);
  }

  /** The same with those that start in the cycle before: never fewer, and sooner counted. */
  int waiting() {
    return PortChoice.sum(waitingLow, waitingHigh);
  }

  @Override
  public void describe(StateWriter out) {
    out.exactCycle(frontier);
    out.word(lastLoadPort);
    out.longWord(waitingLow);
    out.longWord(waitingHigh);
    int left = PortChoice.sum(low, high);
    out.word(left);
    int empty = 0;
    for (long cycle = frontier; left > 0; cycle++) {
      int set = taken[(int) cycle & (taken.length - 1)] & ALL_PORTS;
      if (set == 0) {
        empty++;
      } else {
        out.word(empty << PORTS | set);
        empty = 0;
        left -= Integer.bitCount(set);
      }
    }
  }

  @Override
  public void adopt(StateReader in) {
    forgetTaken();
    frontier = in.cycle();
    lastLoadPort = in.word();
    waitingLow = in.longWord();
    waitingHigh = in.longWord();
    int left = in.word();
    long cycle = frontier;
    while (left > 0) {
      int word = in.word();
      int set = word & ALL_PORTS;
      cycle += word >>> PORTS;
      taken[(int) cycle & (taken.length - 1)] = (short) set;
      for (int rest = set; rest != 0; rest &= rest - 1) {
        busy[word(Integer.numberOfTrailingZeros(rest), cycle)] |= 1L << cycle;
      }
      cycle++;
      low += PortChoice.ones(set);
      high += PortChoice.ones(set >>> PortChoice.LANES);
      left -= Integer.bitCount(set);
    }
    Arrays.fill(answers, -1);
  }

  private void forgetTaken() {
    int left = PortChoice.sum(low, high);
    long cycle = frontier;
    for (; left > 0; cycle++) {
      int index = (int) cycle & (taken.length - 1);
      left -= Integer.bitCount(taken[index] & ALL_PORTS);
      taken[index] = 0;
    }
    emptyWords(frontier, cycle + Long.SIZE);
    low = 0;
    high = 0;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (short set : taken) {
      out.writeShort(set);
    }
    for (long word : new long[] {waitingLow, waitingHigh, low, high, frontier}) {
      out.writeLong(word);
    }
    out.writeInt(lastLoadPort);
    SavedArrays.save(out, busy);
    SavedArrays.save(out, answers);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int cycle = 0; cycle < WINDOW; cycle++) {
      taken[cycle] = in.readShort();
    }
    waitingLow = in.readLong();
    waitingHigh = in.readLong();
    low = in.readLong();
    high = in.readLong();
    frontier = in.readLong();
    lastLoadPort = in.readInt();
    SavedArrays.restore(in, busy);
    SavedArrays.restore(in, answers);
  }
}
