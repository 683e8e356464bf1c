package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;

/** Makes the timings of a machine's cores at one level. What it saves is what the cores share. */
sealed interface TimingFactory extends Persistent {
  /** The timing of a core that gets its facts about accesses from the given MMU. */
  CoreTiming createCore(Mmu mmu);

  /** See {@link MachineTiming#quarterCyclesAlone}. */
  long quarterCyclesAlone(Instruction instruction);

  /** {@link TimingLevel#NONE}: nothing is shared. */
  record Unit() implements TimingFactory {
    @Override
    public CoreTiming createCore(Mmu mmu) {
      return new UnitTiming();
    }

    @Override
    public long quarterCyclesAlone(Instruction instruction) {
      return MachineTiming.QUARTERS_PER_CYCLE;
    }

    @Override
    public void save(DataOutput out) {}

    @Override
    public void restore(DataInput in) {}
  }

  /**
   * {@link TimingLevel#FAST}.
   *
   * @param core the core description
   * @param cracker what the core makes of instructions
   * @param sharedCache the last-level cache of all cores
   */
  record Fast(CoreDescription core, UopCracker cracker, CacheLevel sharedCache)
      implements TimingFactory {
    Fast(CoreDescription core) {
      this(
          core,
          new UopCracker(core, FigureTable.load(core.family())),
          MemoryHierarchy.sharedLevel(core));
    }

    @Override
    public CoreTiming createCore(Mmu mmu) {
      return new FastTiming(core, cracker, mmu, sharedCache);
    }

    @Override
    public long quarterCyclesAlone(Instruction instruction) {
      return BlockCost.of(cracker.crack(List.of(instruction), 0), core).quarterCycles();
    }

    @Override
    public void save(DataOutput out) throws IOException {
      sharedCache.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
      sharedCache.restore(in);
    }
  }

  /**
   * {@link TimingLevel#DETAILED}.
   *
   * @param core the core description
   * @param figures what is known of its instructions
   * @param sharedCache the last-level cache of all cores
   */
  record Detailed(CoreDescription core, FigureTable figures, SharedCache sharedCache)
      implements TimingFactory {
    Detailed(CoreDescription core) {
      this(core, FigureTable.load(core.family()), new SharedCache(core));
    }

    @Override
    public CoreTiming createCore(Mmu mmu) {
      return new DetailedTiming(core, figures, mmu, sharedCache);
    }

    /** Its issue slots, or longer if it holds up others of its form. */
    @Override
    public long quarterCyclesAlone(Instruction instruction) {
      long quarters = 0;
      for (InstructionUops uops : new UopCracker(core, figures).crack(List.of(instruction), 0)) {
        long slots = uops.uops().stream().map(DecodedUop::parts).mapToLong(List::size).sum();
        quarters +=
            Math.max(
                MachineTiming.QUARTERS_PER_CYCLE * slots / core.parameter("issue-width"),
                MachineTiming.QUARTERS_PER_CYCLE * uops.figure().throughputCycles());
      }
      return quarters;
    }

    @Override
    public void save(DataOutput out) throws IOException {
      sharedCache.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
      sharedCache.restore(in);
    }
  }
}
