package ksim.core.timing.frontend;

/**
 * What the front end knows of a block before it runs.
 *
 * @param address linear address of its first instruction
 * @param physical its physical address
 * @param end linear address of the byte after its last instruction
 * @param uops number of decoded micro-operations it becomes
 */
public record FetchPlan(long address, long physical, long end, int uops) {}
