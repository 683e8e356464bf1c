package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * Finds the lengths of instructions: those of one aligned piece of 16 bytes a cycle, as many as the
 * width says. One that crosses into the next piece is found with that piece; if its opcode still
 * lies in the first, it takes a place there too. Length-changing prefixes stall it, unless an
 * earlier piece has kept it for several cycles (Intel Optimization Manual, Length-Changing
 * Prefixes; Abel and Reineke, uiCA, 2022).
 */
final class Predecoder implements Persistent {
  private static final int LINE_SHIFT = 6;
  private static final long NOWHERE = -1;

  /**
   * A line is asked for no more cycles before it is entered, which is longer than fetching takes.
   */
  private static final int LONG_AGO = 512;

  private final int pieceShift;
  private final int width;
  private final int prefixStall;
  private final int slack;
  private final CodeMemory memory;

  /** Cycles in which instructions have left the queue behind it. */
  private final long[] leaving;

  private final int mask;
  private long count;

  private long cycle;
  private long piece = NOWHERE;
  private long line = NOWHERE;
  private long asked;
  private int found;
  private int pieceCycles;

  /** What decided on the cycle in which the present piece was begun. */
  private FetchLimit limit = FetchLimit.PREDECODER;

  /** Instructions that it has found and that have not left the queue. */
  private int queued;

  Predecoder(FrontEndShape shape, CodeMemory memory) {
    pieceShift = Integer.numberOfTrailingZeros(shape.fetchBytes());
    width = shape.predecodeWidth();
    prefixStall = shape.prefixStall();
    slack = shape.instructionQueue() - width + 1;
    leaving = new long[Integer.highestOneBit(shape.instructionQueue()) * 2];
    mask = leaving.length - 1;
    this.memory = memory;
  }

  /** What comes next lies elsewhere. */
  void jump() {
    piece = NOWHERE;
    queued = 0;
  }

  /** Fetch starts anew, no earlier than in a cycle. */
  void start(long first) {
    cycle = Math.max(cycle, first - 1);
    line = NOWHERE;
    asked = cycle;
    jump();
  }

  /** The cycle in which the length of the next instruction is found. */
  long predecode(FetchPlan plan, int i) {
    long start = plan.address + plan.offset[i];
    long first = start >> pieceShift;
    long last = (plan.address + plan.offset[i + 1] - 1) >> pieceShift;
    if (first != piece) {
      enter(plan, first, plan.prefixes[i]);
    } else if (i == 0 && plan.prefixes[0] > 0) {
      cycle += (long) prefixStall * plan.prefixes[0];
      limit = FetchLimit.LENGTH_CHANGING_PREFIX;
    }
    boolean opcodeHere = (start + plan.opcode[i]) >> pieceShift == first;
    if (found == width && (first == last || opcodeHere)) {
      cycle = Math.max(cycle + 1, room());
      found = 0;
      pieceCycles++;
    }
    if (first != last) {
      boolean more =
          i + 1 < plan.size() && (plan.address + plan.offset[i + 1]) >> pieceShift == last;
      enter(plan, last, more ? plan.prefixes[i + 1] : 0);
    }
    found++;
    queued++;
    return cycle;
  }

  /** What decided on the cycle that it answered last. */
  FetchLimit limit() {
    return limit;
  }

  private void enter(FetchPlan plan, long next, int prefixes) {
    cycle = Math.max(cycle + 1, room());
    limit = FetchLimit.PREDECODER;
    long nextLine = next << pieceShift >> LINE_SHIFT;
    if (nextLine != line) {
      long linear = Math.max(plan.address, next << pieceShift);
      long physical = plan.physical + (linear - plan.address);
      long early = Math.max(asked, cycle - LONG_AGO);
      long arrives = early + memory.fetchDelay(linear, physical, early);
      if (arrives > cycle) {
        cycle = arrives;
        limit = FetchLimit.CODE_MEMORY;
      }
      line = nextLine;
      asked = cycle;
    }
    int stall = prefixStall * prefixes - Math.max(0, pieceCycles - 1);
    if (stall > 0) {
      cycle += stall;
      limit = FetchLimit.LENGTH_CHANGING_PREFIX;
    }
    piece = next;
    found = 0;
    pieceCycles = 1;
  }

  /** The earliest cycle in which the queue has room for what a cycle can find. */
  private long room() {
    return leaving[(int) (count + queued - slack) & mask] + 1;
  }

  /** The oldest instruction has left the queue in a cycle. */
  void left(long decoded) {
    leaving[(int) count++ & mask] = decoded;
    queued--;
  }

  /**
   * Tells its state.
   *
   * @param active whether it goes on where it is; otherwise it starts anew before it is needed
   * @param delivered cycle of the last micro-operations, wherever they came from
   */
  void describe(StateWriter out, boolean active, long delivered) {
    out.word(pieceCycles);
    if (active) {
      out.exactCycle(cycle);
      out.longWord(piece);
      out.longWord(line);
      out.cycle(asked, cycle - LONG_AGO);
      out.word(found);
      out.word(queued);
      out.ring(leaving, count, slack, cycle);
    } else {
      out.cycle(cycle, delivered);
      out.ring(leaving, count, slack, delivered);
    }
  }

  void adopt(StateReader in, boolean active) {
    pieceCycles = in.word();
    cycle = in.cycle();
    piece = active ? in.longWord() : NOWHERE;
    line = active ? in.longWord() : NOWHERE;
    asked = active ? in.cycle() : cycle;
    found = active ? in.word() : 0;
    queued = active ? in.word() : 0;
    in.ring(leaving);
    count = 0;
    limit = FetchLimit.PREDECODER;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, leaving);
    out.writeLong(count);
    out.writeLong(cycle);
    out.writeLong(piece);
    out.writeLong(line);
    out.writeLong(asked);
    out.writeInt(found);
    out.writeInt(pieceCycles);
    out.writeInt(queued);
    out.writeUTF(limit.name());
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, leaving);
    count = in.readLong();
    cycle = in.readLong();
    piece = in.readLong();
    line = in.readLong();
    asked = in.readLong();
    found = in.readInt();
    pieceCycles = in.readInt();
    queued = in.readInt();
    limit = FetchLimit.valueOf(in.readUTF());
  }
}
