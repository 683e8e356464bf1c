package ksim.core.sandbox;

/**
 * A piece of memory.
 *
 * @param at linear address of its first byte
 * @param bytes its contents
 */
@SuppressWarnings("ArrayRecordComponent")
public record MemoryBytes(long at, byte[] bytes) {}
