package ksim.sched.scenario;

import ksim.sched.kernel.StackSupply;

/**
 * The stack of each thread of a group.
 *
 * @param source where its memory comes from
 * @param sizeBytes usable size in bytes; rounded up to whole pages by the kernel where it is mapped
 * @param guardBytes inaccessible bytes below it; 0 for none
 * @param supply who provides the mapping; {@link StackSupply#KERNEL} where it is none
 */
public record StackSpec(StackSource source, long sizeBytes, long guardBytes, StackSupply supply) {
  /** A stack that whoever creates the thread provides. */
  public StackSpec(StackSource source, long sizeBytes, long guardBytes) {
    this(source, sizeBytes, guardBytes, StackSupply.KERNEL);
  }
}
