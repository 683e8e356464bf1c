package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Mmu;
import ksim.mmu.Persistent;
import ksim.mmu.tlb.TlbGeometry;

/** Makes the timings of a machine's cores, with what they share. */
public final class MachineTiming implements Persistent {
  static final long QUARTERS_PER_CYCLE = 4;

  private final TimingFactory factory;
  private final TlbGeometry tlb;

  /**
   * @param level the timing level
   * @param core name of the core description
   * @throws IllegalArgumentException if there is no such core
   */
  public MachineTiming(TimingLevel level, String core) {
    CoreDescription description = CoreDescription.load(core);
    this.tlb =
        new TlbGeometry(
            description.parameter("stlb-entries"),
            description.parameter("stlb-ways"),
            description.parameter("stlb-huge-entries"),
            description.parameter("stlb-huge-ways"));
    this.factory =
        switch (level) {
          case NONE -> new TimingFactory.Unit();
          case FAST -> new TimingFactory.Fast(description);
          case DETAILED -> new TimingFactory.Detailed(description);
        };
  }

  /** Shape of a core's second-level TLB, which decides on the translations that a guest can see. */
  public TlbGeometry tlb() {
    return tlb;
  }

  /** The timing of one core, which gets its facts about accesses from the given MMU. */
  public CoreTiming createCore(Mmu mmu) {
    return factory.createCore(mmu);
  }

  /**
   * What an instruction takes by itself, in quarters of a core cycle: its share where it stands
   * among others that keep other parts of the core busy. Penalties that depend on a run are not in
   * it.
   */
  public long quarterCyclesAlone(Instruction instruction) {
    return factory.quarterCyclesAlone(instruction);
  }

  /** Writes what the cores share. */
  @Override
  public void save(DataOutput out) throws IOException {
    factory.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    factory.restore(in);
  }
}
