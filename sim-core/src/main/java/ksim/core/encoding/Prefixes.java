package ksim.core.encoding;

/**
 * The prefixes of an instruction after their precedence rules.
 *
 * @param lock F0 is present
 * @param repeat the last of F2 and F3; also set where it is mandatory or ignored
 * @param operandSize 66 is present
 * @param addressSize 67 is present
 * @param segment the segment override in force: 0-5 in hardware order, or {@link #NONE}. In 64-bit
 *     mode only FS and GS count.
 * @param rex the REX byte in force (40-4F), or 0. A REX that another prefix follows does not count.
 * @param length bytes of all prefixes, REX included
 */
public record Prefixes(
    boolean lock,
    RepeatPrefix repeat,
    boolean operandSize,
    boolean addressSize,
    int segment,
    int rex,
    int length) {
  /** No segment override. */
  public static final int NONE = -1;
}
