package ksim.core.encoding;

/**
 * An encoding that belongs to an extension which the table only marks as existing. A CPU that meets
 * it must stop loudly, unless it does not offer the extension and raises #UD.
 *
 * @param length length in bytes
 * @param extension name of the extension, such as {@code x87} or {@code sse}
 */
public record NotInTable(int length, String extension) implements Decoded {}
