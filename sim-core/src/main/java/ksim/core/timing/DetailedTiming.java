package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import ksim.core.encoding.Instruction;
import ksim.core.timing.branch.BranchUnit;
import ksim.core.timing.branch.Prediction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.frontend.CodeMemory;
import ksim.core.timing.frontend.FrontEnd;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.memoization.Memoization;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.pipeline.Pipeline;
import ksim.core.timing.uops.UopCracker;
import ksim.mmu.AccessLog;
import ksim.mmu.Mmu;

/**
 * Timing level {@link TimingLevel#DETAILED}: an out-of-order core. Blocks that have run go through
 * the {@link Pipeline} with what they accessed, and where they went is compared with the prediction
 * of the {@link BranchUnit}.
 *
 * <p>Its clock is the CPU's local time. A block moves it on to the cycle in which its last
 * micro-operation retires. Exceptions, interrupts, far transfers and serialising instructions empty
 * the pipeline: what follows them is fetched when they are over.
 */
public final class DetailedTiming implements CoreTiming {
  private final DetailedProfiles profiles;
  private final FrontEnd frontEnd;
  private final BranchUnit branches;
  private final DataMemory memory;
  private final LoadStore loadStore;
  private final Pipeline pipeline;
  private final Memoization memoization;
  private final RepeatedStrings strings;
  private final AccessReplay replay;
  private final AccessLog log = AccessLog.withWalks();
  private final int exceptionEntryCycles;
  private final int interruptEntryCycles;

  /** The CPU's local time in core cycles. */
  private long clock;

  private long mispredicted;
  private long withoutFigure;

  /**
   * @param core the core description
   * @param figures what is known of its instructions
   * @param mmu its memory management unit: where the facts about accesses come from
   * @param shared the last-level cache
   */
  DetailedTiming(CoreDescription core, FigureTable figures, Mmu mmu, SharedCache shared) {
    this.memory = new DataMemory(core, shared);
    this.frontEnd = new FrontEnd(core, codeMemory(memory));
    this.branches = new BranchUnit(core);
    this.loadStore = new LoadStore(core, memory);
    this.pipeline = new Pipeline(core, frontEnd, loadStore, figures.throughputForms());
    this.memoization = new Memoization(core, frontEnd, pipeline, loadStore);
    this.profiles = new DetailedProfiles(new UopCracker(core, figures), pipeline);
    this.strings = new RepeatedStrings(core, memory);
    this.replay = new AccessReplay(memory);
    this.exceptionEntryCycles = core.parameter("exception-entry");
    this.interruptEntryCycles = core.parameter("interrupt-entry");
    mmu.recordAccesses(log);
  }

  private static CodeMemory codeMemory(DataMemory memory) {
    return new CodeMemory() {
      @Override
      public long fetchDelay(long linear, long physical, long cycle) {
        return memory.fetchDelay(linear, physical, cycle);
      }

      @Override
      public boolean hits(long linear, long physical, long cycle) {
        return memory.fetchHits(linear, physical, cycle);
      }
    };
  }

  /** The out-of-order core, for those who record what happens in it. */
  public Pipeline pipeline() {
    memoization.leave();
    return pipeline;
  }

  /** {@link Memoization#repeated}: it says nothing about the core. */
  public long repeatedBlocks() {
    return memoization.repeated();
  }

  @Override
  public BlockProfile profile(List<Instruction> instructions, long linear, long physical) {
    return profiles.of(instructions, linear, physical);
  }

  @Override
  public long executed(BlockProfile profile, long nextRip) {
    DetailedProfile block = (DetailedProfile) profile;
    long before = clock;
    withoutFigure += block.withoutFigure();
    if (log.size() != 0 && log.isFetchWalk(0)) {
      memoization.leave();
      fetchWalk();
    }
    if (block.ending() == DetailedProfile.Ending.ORDINARY) {
      boolean taken = nextRip != block.end();
      Prediction prediction = predict(block, nextRip);
      clock = Math.max(clock, memoization.run(block.program(), log, taken, prediction));
    } else {
      memoization.leave();
      runSpecial(block, nextRip);
    }
    log.clear();
    return clock - before;
  }

  /** The fetch of the block needed a page walk. */
  private void fetchWalk() {
    int end = 1;
    while (end < log.size() && log.isFetchWalk(end)) {
      end++;
    }
    frontEnd.restart(replay.walks(log, 0, end, frontEnd.fetchCycle()));
  }

  private Prediction predict(DetailedProfile block, long nextRip) {
    Prediction prediction =
        branches.outcome(block.branch(), block.lastAddress(), block.end(), nextRip);
    mispredicted += prediction == Prediction.WRONG ? 1 : 0;
    return prediction;
  }

  private void runSpecial(DetailedProfile block, long nextRip) {
    int count = block.instructions().size();
    switch (block.ending()) {
      case ORDINARY, SERIALIZING -> {
        clock = Math.max(clock, pipeline.run(block.program(), log, count));
        restart(pipeline.othersDone());
      }
      case REPEATED_MOVE, REPEATED_COMPARE -> {
        clock = Math.max(clock, pipeline.run(block.program(), log, count - 1));
        restart(
            strings.run(
                log,
                block.bytesBefore(),
                block.ending() == DetailedProfile.Ending.REPEATED_MOVE,
                nextRip == block.lastAddress(),
                clock,
                block.lastAddress()));
      }
    }
  }

  /** Nothing is under way any more; fetch begins anew in a cycle. */
  private void restart(long cycle) {
    memoization.leave();
    clock = Math.max(clock, cycle);
    frontEnd.restart(clock);
  }

  @Override
  public long executedPartly(BlockProfile profile, int count) {
    memoization.leave();
    long before = clock;
    int consumed = 0;
    if (count > 0) {
      DetailedProfile block = (DetailedProfile) profile;
      clock = Math.max(clock, pipeline.run(block.program(), log, count));
      consumed = loadStore.consumed();
    }
    // Fetch goes on: an exception would restart it when its handler is entered.
    clock = Math.max(clock, replay.oneByOne(log, consumed, clock, 0));
    log.clear();
    return clock - before;
  }

  @Override
  public void resume(long cycles) {
    if (cycles > clock) {
      restart(cycles);
    }
  }

  @Override
  public long exceptionEntryCycles() {
    return enterHandler(exceptionEntryCycles);
  }

  @Override
  public long interruptEntryCycles() {
    return enterHandler(interruptEntryCycles);
  }

  /** Microcode reads the gate and the descriptors and writes the frame, which the log knows. */
  private long enterHandler(int cycles) {
    long before = clock;
    restart(replay.oneByOne(log, 0, clock, 0) + cycles);
    log.clear();
    return clock - before;
  }

  @Override
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = memory.figures();
    figures.putAll(loadStore.figures());
    figures.putAll(branches.figures());
    figures.put("mispredicted branches", mispredicted);
    figures.put("instructions without a figure", withoutFigure);
    return figures;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    memoization.normalize();
    memory.save(out);
    frontEnd.save(out);
    branches.save(out);
    loadStore.save(out);
    pipeline.save(out);
    strings.save(out);
    log.save(out);
    out.writeLong(clock);
    out.writeLong(mispredicted);
    out.writeLong(withoutFigure);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    memoization.leave();
    memory.restore(in);
    frontEnd.restore(in);
    branches.restore(in);
    loadStore.restore(in);
    pipeline.restore(in);
    strings.restore(in);
    log.restore(in);
    clock = in.readLong();
    mispredicted = in.readLong();
    withoutFigure = in.readLong();
  }
}
