package ksim.core.encoding;

/**
 * Bytes that the architecture does not define: executing them raises #UD.
 *
 * @param length bytes read until that was known, including ModRM where the opcode has one
 */
public record InvalidEncoding(int length) implements Decoded {}
