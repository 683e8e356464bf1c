package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.core.timing.uops.InstructionUops;
import ksim.mmu.Persistent;

/**
 * The front end of a core, in program order: it gives each decoded micro-operation the cycle from
 * which it can be issued. For each block that runs: {@link #enter}, then for each decoded
 * micro-operation of the plan {@link #nextUop} and {@link #issued}; then, where prediction failed,
 * {@link #redirect} or {@link #redirectAtDecode}. Blocks that follow each other in memory are one
 * piece of code to it. A block may be left before its end.
 *
 * <p>Micro-operations come from the legacy decoders, from the micro-operation cache, from the
 * microcode sequencer, or are repeated from the queue. The decoders take over where the cache does
 * not hold what is next; the cache takes over again only at a taken branch (Intel Optimization
 * Manual, Decoded ICache).
 */
public final class FrontEnd implements Persistent, RelativeState {
  private enum Source {
    DECODERS,
    CACHE,
    LOOP
  }

  /** Flags in the state that it tells. */
  private static final int WHOLE = 1;

  private static final int REDIRECTED = 1 << 1;
  private static final int STARTED_AGAIN = 1 << 2;
  private static final int FROM_CACHE = 1 << 3;
  private static final int FROM_LOOP = 1 << 4;

  private final FrontEndShape shape;
  private final UopQueue queue;
  private final Decoders decoders;
  private final CacheReader cache;
  private final RepeatableFetches fetches;
  private final LoopBuffer loop;
  private final int takenCycles;

  private FetchPlan plan = FetchPlan.nothing(0);

  /** Address of the block that was entered last. */
  private long start;

  private Source source = Source.DECODERS;

  /** Where the present group of micro-operations comes from. */
  private Source delivering = Source.DECODERS;

  /** What was asked for last, and what lies there: number in the plan. */
  private int uop;

  private int instruction;

  /** Cycle in which the present group of micro-operations enters the queue. */
  private long cycle;

  /** Number behind the last micro-operation of that group. */
  private int groupEnd;

  /** What that cycle has been decided by, if not by where the micro-operations come from. */
  private boolean queueFull;

  private boolean firstAgain = true;
  private boolean sequenced;

  /** Micro-operations that the microcode sequencer still has to deliver, and from when on. */
  private int microcode;

  private long microcodeFrom;

  /** Cycle in which fetch went on at the target of the last taken branch. */
  private long takenCycle;

  private boolean redirected = true;

  /** Whether nothing has been delivered since fetch began anew. */
  private boolean startedAgain = true;

  /** A front end whose instructions are always in the first-level cache. */
  public FrontEnd(CoreDescription core) {
    this(core, CodeMemory.alwaysHere());
  }

  /**
   * @param core the core description
   * @param memory where instructions come from
   */
  public FrontEnd(CoreDescription core, CodeMemory memory) {
    shape = FrontEndShape.of(core);
    takenCycles = shape.takenCycles();
    queue = new UopQueue(shape.queue(), shape.cacheWidth());
    fetches = new RepeatableFetches(memory);
    decoders = new Decoders(shape, queue, fetches);
    cache = new CacheReader(shape);
    loop = new LoopBuffer(shape);
  }

  /**
   * Analyses a block when it is decoded.
   *
   * @param block its instructions
   * @param address linear address of the first
   * @param physical its physical address
   */
  public FetchPlan plan(List<InstructionUops> block, long address, long physical) {
    PlannedInstructions planned = PlannedInstructions.of(block, address, shape);
    CachedLines lines = new CacheLayout(shape, address, physical, planned).lines();
    return planned.plan(address, physical, lines);
  }

  /** A block begins to run. */
  public void enter(FetchPlan next) {
    boolean follows = !redirected && next.address == plan.addressOfUop(uop);
    boolean whole = source == Source.CACHE && groupEnd == uop && microcode == 0;
    boolean again = !redirected && next.address == start && !follows;
    plan = next;
    fetches.begin();
    start = next.address;
    uop = 0;
    instruction = 0;
    groupEnd = 0;
    microcode = 0;
    if (next.uops == 0) {
      redirected |= !follows;
      return;
    }
    redirected = false;
    cache.begin(next, follows);
    boolean looping = loop.enter(next, again);
    if (!follows) {
      decoders.jump();
    } else if (source == Source.DECODERS) {
      return;
    }
    if (!cache.holds(next.lines, 0)) {
      decodeFrom(0);
    } else if (looping) {
      source = Source.LOOP;
    } else {
      read(follows, whole);
    }
  }

  private void decodeFrom(int first) {
    if (source != Source.DECODERS) {
      decoders.start(cycle + 1);
      source = Source.DECODERS;
    }
    instruction = first;
  }

  /** The cache has the block; perhaps the cycle of what came before it has room for some of it. */
  private void read(boolean follows, boolean sameCycle) {
    if (source != Source.CACHE) {
      source = Source.CACHE;
    }
    if (follows) {
      groupEnd = cache.enter(plan, true, sameCycle);
      takeFromCache();
      return;
    }
    long earliest = takenCycle + takenCycles;
    groupEnd = cache.enter(plan, false, sameCycle && cycle >= earliest);
    takeFromCache();
    if (groupEnd == 0) {
      cycle = Math.max(cycle, earliest - 1);
    }
    takenCycle = groupEnd == 0 ? cycle + 1 : cycle;
  }

  /** What the cache does not deliver comes from elsewhere. */
  private void takeFromCache() {
    if (cache.whole()) {
      return;
    }
    microcode = cache.microcode();
    if (microcode > 0) {
      microcodeFrom = cycle + 1 + shape.microcodeAfterCache();
    }
    if (cache.missing() >= 0) {
      decodeFrom(cache.missing());
    }
  }

  /**
   * The cycle from which the next decoded micro-operation can be issued; asked once for each, in
   * program order, each after the one before was {@link #issued}.
   */
  public long nextUop() {
    while (uop == groupEnd) {
      nextGroup();
    }
    uop++;
    return cycle + 1;
  }

  /** What decided on the cycle that {@link #nextUop} answered last. */
  public FetchLimit limit() {
    if (firstAgain) {
      return FetchLimit.REDIRECT;
    }
    if (queueFull) {
      return FetchLimit.QUEUE_FULL;
    }
    if (sequenced) {
      return FetchLimit.MICROCODE;
    }
    return switch (delivering) {
      case CACHE -> FetchLimit.UOP_CACHE;
      case DECODERS -> decoders.limit();
      case LOOP -> FetchLimit.LOOP_BUFFER;
    };
  }

  private void nextGroup() {
    if (firstAgain || startedAgain) {
      firstAgain = startedAgain;
      startedAgain = false;
    }
    if (delivering != source) {
      delivering = source; // Rarely: a reference costs more to write than to compare.
    }
    sequenced = microcode > 0;
    if (source == Source.CACHE && !sequenced) {
      admit(cycle + 1);
      groupEnd = uop + cache.nextCycle(plan, uop);
      takeFromCache();
      return;
    }
    if (sequenced) {
      sequence();
    } else if (source == Source.DECODERS) {
      decode();
    } else {
      queueFull = false;
      cycle = loop.deliver(plan, cycle, queue.lastLeft());
      groupEnd = uop + plan.uops;
    }
  }

  private void admit(long first) {
    cycle = queue.admits(first);
    queueFull = cycle > first;
  }

  private void sequence() {
    admit(Math.max(cycle + 1, microcodeFrom));
    int count = Math.min(microcode, shape.microcodeWidth());
    groupEnd = uop + count;
    microcode -= count;
    if (microcode == 0 && source == Source.DECODERS) {
      decoders.waitUntil(cycle + shape.microcodeAfterDecoders());
    }
  }

  private void decode() {
    int i = instruction;
    int window = plan.window[i];
    if (shape.cache() && (i == 0 || window != plan.window[i - 1])) {
      cache.fill(plan.lines, window);
    }
    cycle = decoders.decode(plan, i);
    queueFull = false;
    int count = plan.decoderUops[i];
    groupEnd = uop + count;
    microcode = plan.firstUop[i + 1] - plan.firstUop[i] - count;
    microcodeFrom = cycle + 1 + shape.microcodeAfterDecoders();
    instruction = (plan.flags[i] & FetchPlan.FUSED) != 0 ? i + 2 : i + 1;
  }

  /** Whether the block that was entered last has changed nothing but the state that is told. */
  public boolean isRepeatable() {
    return cache.uses().isComplete() && fetches.areRepeatable();
  }

  /**
   * What else than the state its way depended on, if it {@link #isRepeatable}.
   *
   * @param base the cycle to which the state before it was relative
   */
  public FrontEndFacts facts(long base) {
    return cache.facts(fetches.relativeTo(base));
  }

  /**
   * Whether a block finds again what it has found in the same state before.
   *
   * @param base the cycle to which the state is relative
   */
  public boolean holds(FetchPlan block, FrontEndFacts facts, long base) {
    return cache.finds(block.lines, facts) && fetches.areHere(facts.fetches(), base);
  }

  /** A block does again what it did. */
  public void repeat(FetchPlan block, FrontEndFacts facts, long base) {
    cache.repeat(block.lines, facts);
    fetches.repeat(facts.fetches(), base);
  }

  /** The micro-operation that was asked for last has left the queue in a cycle. */
  public void issued(long leaving) {
    queue.left(leaving);
  }

  /**
   * A branch was mispredicted: what follows is fetched after it was executed.
   *
   * @param executed the cycle in which the branch started to execute
   */
  public void redirect(long executed) {
    startAgain(executed + shape.redirectCycles());
  }

  /** The decoders found a branch that the predictor did not know: what follows is fetched then. */
  public void redirectAtDecode() {
    startAgain(cycle + shape.decodeRedirectCycles());
  }

  /**
   * Control went elsewhere without any prediction (an interrupt, a far return, a serialising
   * instruction): fetch starts anew.
   *
   * @param first the cycle in which it does, at the earliest
   */
  public void restart(long first) {
    startAgain(first);
  }

  /** The cycle in which fetch goes on, if the next block is fetched at all. */
  public long fetchCycle() {
    return cycle + 1;
  }

  private void startAgain(long first) {
    cycle = Math.max(cycle, first - 1);
    decoders.start(cycle + 1);
    cache.close();
    redirected = true;
    startedAgain = true;
  }

  @Override
  public void describe(StateWriter out) {
    boolean whole = source == Source.CACHE && groupEnd == uop && microcode == 0;
    out.exactCycle(cycle);
    out.longWord(plan.addressOfUop(uop));
    out.longWord(shape.loopBuffer() ? start : 0);
    int from = source == Source.CACHE ? FROM_CACHE : source == Source.LOOP ? FROM_LOOP : 0;
    int flags = (whole ? WHOLE : 0) | (redirected ? REDIRECTED : 0);
    out.word(from | flags | (startedAgain ? STARTED_AGAIN : 0));
    out.cycle(takenCycle, cycle - takenCycles);
    queue.describe(out, cycle);
    decoders.describe(out, source == Source.DECODERS, cycle);
    cache.describe(out);
    loop.describe(out);
  }

  @Override
  public void adopt(StateReader in) {
    cycle = in.cycle();
    plan = FetchPlan.nothing(in.longWord());
    start = in.longWord();
    int flags = in.word();
    source =
        (flags & FROM_CACHE) != 0
            ? Source.CACHE
            : (flags & FROM_LOOP) != 0 ? Source.LOOP : Source.DECODERS;
    uop = 0;
    instruction = 0;
    groupEnd = (flags & WHOLE) != 0 ? 0 : 1;
    redirected = (flags & REDIRECTED) != 0;
    startedAgain = (flags & STARTED_AGAIN) != 0;
    takenCycle = in.cycle();
    microcode = 0;
    microcodeFrom = 0;
    delivering = source;
    queueFull = false;
    firstAgain = false;
    sequenced = false;
    queue.adopt(in);
    decoders.adopt(in, source == Source.DECODERS);
    cache.adopt(in);
    loop.adopt(in);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    queue.save(out);
    decoders.save(out);
    cache.save(out);
    loop.save(out);
    out.writeLong(plan.addressOfUop(uop));
    out.writeLong(start);
    out.writeUTF(source.name());
    out.writeLong(cycle);
    out.writeInt(uop);
    out.writeInt(groupEnd);
    out.writeInt(microcode);
    out.writeLong(microcodeFrom);
    out.writeLong(takenCycle);
    out.writeBoolean(redirected);
    out.writeBoolean(startedAgain);
    out.writeBoolean(queueFull);
    out.writeBoolean(firstAgain);
    out.writeBoolean(sequenced);
    out.writeUTF(delivering.name());
  }

  @Override
  public void restore(DataInput in) throws IOException {
    queue.restore(in);
    decoders.restore(in);
    cache.restore(in);
    loop.restore(in);
    plan = FetchPlan.nothing(in.readLong());
    start = in.readLong();
    source = Source.valueOf(in.readUTF());
    cycle = in.readLong();
    uop = in.readInt();
    groupEnd = in.readInt();
    microcode = in.readInt();
    microcodeFrom = in.readLong();
    takenCycle = in.readLong();
    redirected = in.readBoolean();
    startedAgain = in.readBoolean();
    queueFull = in.readBoolean();
    firstAgain = in.readBoolean();
    sequenced = in.readBoolean();
    delivering = Source.valueOf(in.readUTF());
    instruction = 0;
  }
}
