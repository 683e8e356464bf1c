package ksim.core.timing.pipeline;

import static java.lang.Long.bitCount;
import static java.lang.Long.numberOfTrailingZeros;

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
  /** Number of ports that a core may have; a power of two. */
  static final int PORTS = 16;

  /** Cycles that are looked ahead: a full scheduler of loads from memory that wait in turn. */
  private static final int WINDOW = 1 << 15;

  private static final int WORDS = WINDOW / Long.SIZE;
  private static final int WORD_SHIFT = 6;

  /** Cycles of distance from the end of the window: more than a scheduler can be full of. */
  private static final int MARGIN = 1024;

  private final int loadPorts;
  private final int bias;

  /** Taken cycles: words of 64 cycles, those of all ports for the same cycles side by side. */
  private final long[] taken = new long[WORDS * PORTS];

  /** Micro-operations that wait for each port at the start of the cycle of issue. */
  private final int[] waiting = new int[PORTS];

  /** Those that were bound since. */
  private final int[] bound = new int[PORTS];

  /** What starts in this cycle or later counts as waiting: the cycle before the one of issue. */
  private long frontier;

  private int lastLoadPort;

  PortSchedule(CoreDescription core) {
    loadPorts = core.parameter("load-ports");
    bias = core.parameter("port-bias");
    lastLoadPort = Integer.numberOfTrailingZeros(loadPorts);
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
    // Of equally loaded ports the one with the highest number goes first.
    int best = PORTS - 1;
    int least = Integer.MAX_VALUE;
    int second = best;
    int secondLeast = Integer.MAX_VALUE;
    int rest = ports;
    while (rest != 0) {
      int port = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(rest);
      rest ^= 1 << port;
      int count = waiting[port];
      if (count < least) {
        second = best;
        secondLeast = least;
        best = port;
        least = count;
      } else if (count < secondLeast) {
        second = port;
        secondLeast = count;
      }
    }
    return (slot & 1) == 0 || secondLeast >= least + bias ? best : second;
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
    if (earliest - frontier >= WINDOW - MARGIN) {
      return earliest;
    }
    long word = earliest >>> WORD_SHIFT;
    int index = index(word, port);
    long free = ~taken[index] & (-1L << earliest);
    while (free == 0) {
      word++;
      index = index(word, port);
      free = ~taken[index];
    }
    int bit = numberOfTrailingZeros(free);
    taken[index] |= 1L << bit;
    bound[port]++;
    return (word << WORD_SHIFT) + bit;
  }

  private static int index(long word, int port) {
    return ((int) word & (WORDS - 1)) * PORTS + port;
  }

  /**
   * The next cycle of issue, in which all that has been bound counts: a micro-operation is counted
   * until the cycle after its start.
   */
  void advance(long issueCycle) {
    for (int port = 0; port < PORTS; port++) {
      waiting[port] += bound[port];
      bound[port] = 0;
    }
    long target = issueCycle - 1;
    if (target - frontier >= WINDOW) {
      Arrays.fill(taken, 0);
      Arrays.fill(waiting, 0);
      frontier = target;
    }
    while (frontier < target) {
      int base = index(frontier >>> WORD_SHIFT, 0);
      long passed = -1L << frontier;
      long wordEnd = (frontier | (Long.SIZE - 1)) + 1;
      if (wordEnd <= target) {
        for (int port = 0; port < PORTS; port++) {
          waiting[port] -= bitCount(taken[base + port] & passed);
          taken[base + port] = 0;
        }
        frontier = wordEnd;
      } else {
        passed &= ~(-1L << target);
        for (int port = 0; port < PORTS; port++) {
          waiting[port] -= bitCount(taken[base + port] & passed);
        }
        frontier = target;
      }
    }
  }

  /** Micro-operations that have not started when the cycle of the last {@link #advance} begins. */
  int inScheduler() {
    int base = index(frontier >>> WORD_SHIFT, 0);
    int count = 0;
    for (int port = 0; port < PORTS; port++) {
      count += waiting[port] - (int) (taken[base + port] >>> frontier & 1);
    }
    return count;
  }

  /**
   * The same as {@link #advance} of the cycle after the next one in which something starts.
   *
   * @return that cycle
   */
  long advanceToNextStart() {
    long word = frontier + 1 >>> WORD_SHIFT;
    long rest = -1L << (frontier + 1);
    long starting = startingIn(word) & rest;
    while (starting == 0) {
      word++;
      starting = startingIn(word);
    }
    long cycle = (word << WORD_SHIFT) + numberOfTrailingZeros(starting) + 1;
    advance(cycle);
    return cycle;
  }

  /** The cycles, of 64, in which a port is taken. */
  private long startingIn(long word) {
    int base = index(word, 0);
    long cycles = 0;
    for (int port = 0; port < PORTS; port++) {
      cycles |= taken[base + port];
    }
    return cycles;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, taken);
    SavedArrays.save(out, waiting);
    SavedArrays.save(out, bound);
    out.writeLong(frontier);
    out.writeInt(lastLoadPort);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, taken);
    SavedArrays.restore(in, waiting);
    SavedArrays.restore(in, bound);
    frontier = in.readLong();
    lastLoadPort = in.readInt();
  }
}
