package ksim.sched.kernel;

/**
 * A function of an assembled kernel or of a program in it.
 *
 * @param name its symbol
 * @param start address of its first instruction
 * @param end address just behind its last byte
 * @param frameBytes what it takes of the stack below the return address, saved RBP included; 0
 *     where it has no frame of its own
 */
public record KernelFunction(String name, long start, long end, long frameBytes) {}
