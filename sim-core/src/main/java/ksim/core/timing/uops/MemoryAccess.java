package ksim.core.timing.uops;

/**
 * An access to memory that an instruction is known to make whenever it is executed.
 *
 * @param write whether it writes
 * @param bytes its width, at least 1; an access that crosses a page border, or is wider than 8
 *     bytes, appears as several in a log of accesses
 */
public record MemoryAccess(boolean write, int bytes) {}
