package ksim.core.encoding;

/** What the decoder found in code bytes. */
public sealed interface Decoded
    permits Instruction, InvalidEncoding, NotInTable, Truncated, TooLong {}
