package ksim.core.encoding;

/**
 * The bytes available are the beginning of an instruction that goes on.
 *
 * @param available how many bytes there were
 */
public record Truncated(int available) implements Decoded {}
