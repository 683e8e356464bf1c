package ksim.core.compile;

/** Compiled code of several blocks that lead to each other. */
public interface Region {
  /**
   * Executes from the start of a block until the deadline is reached, a block ends the loop, or
   * execution leaves the region. Before and after, all state is in the CPU.
   *
   * @param entry index of the block
   * @param stamp the state of translation and of the CPU; the block is current under it
   * @return the index of the last block, executed to its end, {@code cpu.rip} saying where it led;
   *     or, negative, the complement of a {@link RegionPosition} that was interrupted
   */
  int run(int entry, long stamp);
}
