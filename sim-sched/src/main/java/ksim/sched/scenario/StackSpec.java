package ksim.sched.scenario;

/**
 * The stack of each thread of a group.
 *
 * @param source where its memory comes from
 * @param sizeBytes usable size in bytes; rounded up to whole pages by the kernel where it is mapped
 * @param guardBytes inaccessible bytes below it; 0 for none
 */
public record StackSpec(StackSource source, long sizeBytes, long guardBytes) {}
