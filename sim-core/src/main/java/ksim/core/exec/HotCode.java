package ksim.core.exec;

import java.util.List;
import java.util.Optional;
import ksim.core.compile.Region;
import ksim.core.compile.RegionCompiler;
import ksim.core.compile.RegionPlan;
import ksim.core.compile.Surroundings;
import ksim.core.cpu.Cpu;
import ksim.core.timing.CoreTiming;

/**
 * Tier 1 of a CPU: has regions compiled around blocks that tier 0 has executed often. When that
 * happens is decided by counts alone, so a run repeats exactly.
 */
final class HotCode implements Surroundings.Interruption {
  /** What the virtual machine's code cache holds without pressure, at 20 KiB a region. */
  private static final int MOST_REGIONS = 8192;

  private final RegionCompiler compiler;
  private final RegionFormation formation;
  private final BlockCache cache;
  private final Tiering tiering;
  private int regions;
  private RuntimeException thrown = BlockAbandoned.INSTANCE;

  /**
   * @param tiering when a block is hot
   */
  HotCode(Cpu cpu, CoreTiming timing, RunControl control, BlockCache blocks, Tiering tiering) {
    this.compiler =
        new RegionCompiler(new Surroundings(cpu, timing, control::deadlineCycles, this));
    this.formation = new RegionFormation(blocks, tiering.threshold());
    this.cache = blocks;
    this.tiering = tiering;
  }

  /** Counts an execution of a block, and compiles what is around it once it is hot. */
  void executed(Block block) {
    block.executions++;
    if (block.executions >= block.hotAt) {
      consider(block);
    }
  }

  private void consider(Block block) {
    int demanded = tiering.threshold(regions);
    if (block.executions < demanded) {
      block.hotAt = demanded;
    } else {
      block.hotAt = Tiering.NEVER;
      compile(block);
    }
  }

  /** Compiles a region, a smaller one if it becomes too long. */
  private void compile(Block head) {
    List<Block> members = formation.around(head);
    while (!members.isEmpty() && regions < MOST_REGIONS) {
      RegionPlan plan = formation.plan(members);
      Optional<Region> region = compiler.compile(plan);
      if (region.isPresent()) {
        install(region.get(), plan, members);
        return;
      }
      members = members.subList(0, members.size() / 2);
    }
  }

  private void install(Region region, RegionPlan plan, List<Block> members) {
    regions++;
    Block[] blocks = members.toArray(Block[]::new);
    for (int i = 0; i < blocks.length; i++) {
      blocks[i].renewal = cache::isStill;
      if (plan.members().get(i).entry()) {
        blocks[i].compiled = new CompiledEntry(region, i, blocks);
      }
    }
  }

  @Override
  public void caught(RuntimeException exception) {
    thrown = exception;
  }

  @Override
  public void abandoned() {
    thrown = BlockAbandoned.INSTANCE;
  }

  /** How many regions have been compiled. */
  int regions() {
    return regions;
  }

  /** What has interrupted the region that has just been left. */
  RuntimeException thrown() {
    return thrown;
  }
}
