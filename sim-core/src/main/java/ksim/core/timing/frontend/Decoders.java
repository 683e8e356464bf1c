package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;

/**
 * The legacy decoders (the manual's MITE): several instructions a cycle, the first of them on the
 * decoder for complex ones; a branch is the last in its cycle, and so is an instruction with
 * microcode. An instruction that may be fused with a jump waits until the next one is there.
 */
final class Decoders implements Persistent {
  private static final long UNKNOWN = -1;

  private final Predecoder predecoder;
  private final UopQueue queue;
  private final int delay;
  private final int decoders;
  private final boolean fusibleLast;

  private long cycle;
  private int used;
  private int left;

  /** What decided on that cycle. */
  private FetchLimit limit = FetchLimit.PREDECODER;

  /** When the length of the next instruction is found, if that is known. */
  private long nextFound = UNKNOWN;

  Decoders(FrontEndShape shape, UopQueue queue, CodeMemory memory) {
    predecoder = new Predecoder(shape, memory);
    this.queue = queue;
    delay = shape.predecodeDelay();
    decoders = shape.decoders();
    fusibleLast = shape.fusibleLast();
  }

  /** What comes next lies elsewhere. */
  void jump() {
    predecoder.jump();
    nextFound = UNKNOWN;
    left = 0;
  }

  /** Fetch starts anew, no earlier than in a cycle. */
  void start(long first) {
    predecoder.start(first);
    nextFound = UNKNOWN;
    left = 0;
  }

  /** Nothing is decoded up to a cycle. */
  void waitUntil(long last) {
    cycle = Math.max(cycle, last);
    left = 0;
  }

  /** The cycle in which an instruction of a plan, each in turn, is decoded. */
  long decode(FetchPlan plan, int i) {
    int flags = plan.flags[i];
    long found = nextFound == UNKNOWN ? predecoder.predecode(plan, i) : nextFound;
    nextFound = UNKNOWN;
    boolean held = (flags & (FetchPlan.MAY_FUSE | FetchPlan.FUSED)) != 0;
    if (held && i + 1 < plan.size()) {
      nextFound = predecoder.predecode(plan, i + 1);
      found = Math.max(found, nextFound);
    }
    long ready = found + delay;
    boolean complex = (flags & FetchPlan.COMPLEX) != 0;
    boolean full =
        left <= 0 || (complex && used > 0) || (held && !fusibleLast && used == decoders - 1);
    if (full || ready > cycle) {
      limit = !full || ready > cycle + 1 ? predecoder.limit() : FetchLimit.DECODERS;
      long free = Math.max(cycle + 1, ready);
      cycle = queue.admits(free);
      limit = cycle > free ? FetchLimit.QUEUE_FULL : limit;
      used = 0;
      left = decoders;
    }
    used++;
    left = complex ? Math.min(left - 1, plan.decodersLeft[i]) : left - 1;
    if ((flags & (FetchPlan.BRANCH | FetchPlan.MICROCODE)) != 0) {
      left = 0;
    }
    predecoder.left(cycle);
    if ((flags & FetchPlan.FUSED) != 0) {
      predecoder.left(cycle);
      nextFound = UNKNOWN;
    }
    return cycle;
  }

  /** What decided on the cycle that it answered last. */
  FetchLimit limit() {
    return limit;
  }

  /**
   * Tells its state.
   *
   * @param active whether micro-operations come from here; otherwise it starts anew before they do
   * @param delivered cycle of the last micro-operations, wherever they came from
   */
  void describe(StateWriter out, boolean active, long delivered) {
    predecoder.describe(out, active, delivered);
    if (active) {
      out.exactCycle(cycle);
      out.word(used);
      out.word(left);
      out.exactCycle(nextFound == UNKNOWN ? out.base() : nextFound);
      out.word(nextFound == UNKNOWN ? 1 : 0);
    } else {
      out.cycle(cycle, delivered);
    }
  }

  void adopt(StateReader in, boolean active) {
    predecoder.adopt(in, active);
    cycle = in.cycle();
    used = active ? in.word() : 0;
    left = active ? in.word() : 0;
    long next = active ? in.cycle() : UNKNOWN;
    nextFound = active && in.word() != 0 ? UNKNOWN : next;
    limit = FetchLimit.PREDECODER;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    predecoder.save(out);
    out.writeLong(cycle);
    out.writeInt(used);
    out.writeInt(left);
    out.writeLong(nextFound);
    out.writeUTF(limit.name());
  }

  @Override
  public void restore(DataInput in) throws IOException {
    predecoder.restore(in);
    cycle = in.readLong();
    used = in.readInt();
    left = in.readInt();
    nextFound = in.readLong();
    limit = FetchLimit.valueOf(in.readUTF());
  }
}
