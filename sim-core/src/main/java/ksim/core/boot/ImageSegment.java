package ksim.core.boot;

/**
 * A piece of an image.
 *
 * @param physical physical address that it is loaded at
 * @param bytes contents
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImageSegment(long physical, byte[] bytes) {}
