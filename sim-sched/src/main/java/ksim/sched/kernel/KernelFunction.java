package ksim.sched.kernel;

/**
 * A function of an assembled kernel or of a program in it.
 *
 * @param name its symbol
 * @param start address of its first instruction
 * @param end address just behind its last byte
 */
public record KernelFunction(String name, long start, long end) {}
