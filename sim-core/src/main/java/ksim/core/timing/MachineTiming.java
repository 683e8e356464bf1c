package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;

/** Makes the timings of a machine's cores, with what they share. */
public final class MachineTiming implements Persistent {
  private static final long QUARTERS_PER_CYCLE = 4;

  private final TimingLevel level;
  private final CoreDescription core;
  private final CacheLevel sharedCache;

  /**
   * @param level the timing level
   * @param core name of the core description
   * @throws IllegalArgumentException if there is no such core
   */
  public MachineTiming(TimingLevel level, String core) {
    this.level = level;
    this.core = CoreDescription.load(core);
    this.sharedCache = MemoryHierarchy.sharedLevel(this.core);
  }

  /** The timing of one core, which gets its facts about accesses from the given MMU. */
  public CoreTiming createCore(Mmu mmu) {
    return switch (level) {
      case NONE -> new UnitTiming();
      case FAST -> new FastTiming(core, mmu, sharedCache);
    };
  }

  /**
   * What an instruction takes by itself, in quarters of a core cycle: its share where it stands
   * among others that keep other parts of the core busy. Penalties that depend on a run are not in
   * it.
   */
  public long quarterCyclesAlone(Instruction instruction) {
    return switch (level) {
      case NONE -> QUARTERS_PER_CYCLE;
      case FAST -> BlockCost.of(List.of(instruction), core).quarterCycles();
    };
  }

  /** Writes what the cores share. */
  @Override
  public void save(DataOutput out) throws IOException {
    sharedCache.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    sharedCache.restore(in);
  }
}
