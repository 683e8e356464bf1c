package ksim.sched.audit;

/**
 * A pre-fault probe in an assembled kernel.
 *
 * @param address address of the instruction that loads from the stack page below
 * @param site name of the site (or lock) that it protects
 */
public record Probe(long address, String site) {}
