package ksim.core.encoding;

/**
 * A named place in assembled code. Its address is known when the assembler has finished.
 *
 * @param name unique name within one assembler; becomes a symbol
 */
public record Label(String name) {}
