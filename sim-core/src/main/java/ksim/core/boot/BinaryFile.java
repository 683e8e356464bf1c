package ksim.core.boot;

/**
 * A file that is loaded into a guest.
 *
 * @param name as the user gave it
 * @param bytes contents
 */
@SuppressWarnings("ArrayRecordComponent")
public record BinaryFile(String name, byte[] bytes) {}
