package ksim.core.exec;

import ksim.core.compile.Region;

/** A way into compiled code: a region, and which of its blocks is entered. */
final class CompiledEntry {
  /** Stands for "not compiled". */
  static final CompiledEntry NONE =
      new CompiledEntry(
          (entry, stamp) -> {
            throw new IllegalStateException("not compiled");
          },
          0,
          new Block[0]);

  private final Region region;
  private final int index;
  private final Block[] blocks;

  /**
   * @param region the code
   * @param index which of its blocks is entered
   * @param blocks its blocks, which all its entries share
   */
  CompiledEntry(Region region, int index, Block[] blocks) {
    this.region = region;
    this.index = index;
    this.blocks = blocks;
  }

  /** Executes from the block on; see {@link Region#run}. */
  int run(long stamp) {
    return region.run(index, stamp);
  }

  /** A block of the region. */
  Block block(int number) {
    return blocks[number];
  }
}
