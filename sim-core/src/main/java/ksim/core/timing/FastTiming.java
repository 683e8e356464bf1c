package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;
import ksim.mmu.AccessLog;
import ksim.mmu.Mmu;

/**
 * Timing level {@link TimingLevel#FAST}: the static cost of each block ({@link BlockCost}) plus
 * penalties for what happened: mispredicted branches, TLB misses by the loads of their walks, cache
 * misses, the bytes of repeated string operations. Time is kept in quarters of a cycle; what is
 * left over is carried on to the next block.
 */
public final class FastTiming implements CoreTiming {
  private static final int QUARTERS = 4;

  private final CoreDescription core;
  private final UopCracker cracker;
  private final Mmu mmu;
  private final MemoryHierarchy memory;
  private final BranchPredictor predictor = new BranchPredictor();
  private final AccessLog log = AccessLog.ofData();
  private final PartialCosts partial;
  private final long mispredictQuarters;
  private final long walkLoadQuarters;
  private final long startupQuarters;
  private final int bytesPerCycle;
  private final long compareQuarters;

  private long walkLoads;
  private long carriedQuarters;
  private long mispredicted;
  private long withoutFigure;

  /**
   * @param core the core description
   * @param cracker what the core makes of instructions
   * @param mmu its memory management unit: where the facts about accesses come from
   * @param shared the last-level cache
   */
  FastTiming(CoreDescription core, UopCracker cracker, Mmu mmu, CacheLevel shared) {
    this.core = core;
    this.cracker = cracker;
    this.mmu = mmu;
    this.memory = new MemoryHierarchy(core, shared);
    this.partial = new PartialCosts(core, cracker);
    this.mispredictQuarters = (long) QUARTERS * core.parameter("branch-mispredict");
    this.walkLoadQuarters =
        (long) QUARTERS * core.parameter("tlb-miss") / core.parameter("walk-loads");
    this.startupQuarters = (long) QUARTERS * core.parameter("rep-startup");
    this.bytesPerCycle = core.parameter("rep-bytes-per-cycle");
    this.compareQuarters = (long) QUARTERS * core.parameter("rep-compare");
    mmu.recordAccesses(log);
  }

  @Override
  public BlockProfile profile(List<Instruction> instructions, long linear, long physical) {
    if (instructions.isEmpty()) {
      return BlockProfile.empty();
    }
    List<InstructionUops> uops = cracker.crack(instructions, linear);
    BlockCost cost = BlockCost.of(uops, core);
    long end = linear;
    for (Instruction instruction : instructions) {
      end += instruction.length();
    }
    Instruction last = instructions.getLast();
    return new CostProfile(
        instructions,
        linear,
        end - last.length(),
        end,
        cost.quarterCycles(),
        cost.loopQuarterCycles(),
        BlockEnding.of(last),
        (int) uops.stream().filter(instruction -> instruction.figure().fallback()).count());
  }

  @Override
  public long executed(BlockProfile profile, long nextRip) {
    CostProfile block = (CostProfile) profile;
    withoutFigure += block.withoutFigure();
    long quarters = nextRip == block.start() ? block.loopQuarterCycles() : block.quarterCycles();
    BlockEnding ending = block.ending();
    if (ending != BlockEnding.OTHER) {
      quarters += endingQuarters(block, ending, nextRip);
    }
    return wholeCycles(quarters + accessQuarters());
  }

  private long endingQuarters(CostProfile block, BlockEnding ending, long nextRip) {
    return switch (ending) {
      case REPEATED_MOVE -> startup(block, nextRip) + movedQuarters();
      case REPEATED_COMPARE -> startup(block, nextRip) + compareQuarters * log.size();
      default -> predictor.predicts(block, nextRip) ? 0 : mispredicted();
    };
  }

  private long mispredicted() {
    mispredicted++;
    return mispredictQuarters;
  }

  /** Once for the instruction, not for each chunk in which it is executed. */
  private long startup(CostProfile block, long nextRip) {
    return nextRip == block.branchAddress() ? 0 : startupQuarters;
  }

  private long movedQuarters() {
    long bytes = 0;
    for (int i = 0; i < log.size(); i++) {
      bytes += log.isWrite(i) ? log.bytes(i) : 0;
    }
    return QUARTERS * bytes / bytesPerCycle;
  }

  /** Walks for instruction fetches are charged with the next access to data. */
  private long accessQuarters() {
    if (log.size() == 0) {
      return 0;
    }
    long quarters = memory.access(log);
    log.clear();
    long loads = mmu.inspection().walkLoads();
    if (loads != walkLoads) {
      quarters += (loads - walkLoads) * walkLoadQuarters;
      walkLoads = loads;
    }
    return quarters;
  }

  private long wholeCycles(long quarters) {
    long total = carriedQuarters + quarters;
    carriedQuarters = total & (QUARTERS - 1);
    return total / QUARTERS;
  }

  @Override
  public long executedPartly(BlockProfile block, int count) {
    long quarters = count == 0 ? 0 : partial.of((CostProfile) block, count);
    return wholeCycles(quarters + accessQuarters());
  }

  /** Nothing is under way between blocks. */
  @Override
  public void resume(long cycles) {}

  @Override
  public long exceptionEntryCycles() {
    return core.parameter("exception-entry");
  }

  @Override
  public long interruptEntryCycles() {
    return core.parameter("interrupt-entry");
  }

  @Override
  public void save(DataOutput out) throws IOException {
    memory.save(out);
    predictor.save(out);
    log.save(out);
    out.writeLong(walkLoads);
    out.writeLong(carriedQuarters);
    out.writeLong(mispredicted);
    out.writeLong(withoutFigure);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    memory.restore(in);
    predictor.restore(in);
    log.restore(in);
    walkLoads = in.readLong();
    carriedQuarters = in.readLong();
    mispredicted = in.readLong();
    withoutFigure = in.readLong();
  }

  @Override
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = memory.figures();
    figures.put("mispredicted branches", mispredicted);
    figures.put(TimingGaps.WITHOUT_FIGURE, withoutFigure);
    return figures;
  }
}
