package ksim.core.encoding;

/** The instruction is longer than 15 bytes: fetching it raises #GP(0) (SDM vol. 3, 6.15, #GP). */
public record TooLong() implements Decoded {}
