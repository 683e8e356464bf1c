package ksim.core.timing.uops;

import java.util.List;

/** Names of {@link Resource} numbers, for people. */
public final class ResourceNames {
  private static final List<String> GENERAL =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");
  private static final List<String> HIGH_BYTES = List.of("ah", "ch", "dh", "bh");
  private static final List<String> FLAGS = List.of("cf", "flags", "df", "mxcsr");

  private ResourceNames() {}

  /**
   * The name of a resource: {@code rax}, {@code cf}, {@code xmm3}, {@code #0} within one
   * instruction.
   */
  public static String of(int resource) {
    if (resource < Resource.HIGH_BYTE) {
      return GENERAL.get(resource);
    }
    if (resource < Resource.CARRY) {
      return HIGH_BYTES.get(resource - Resource.HIGH_BYTE);
    }
    if (resource < Resource.VECTOR) {
      return FLAGS.get(resource - Resource.CARRY);
    }
    if (resource < Resource.X87) {
      return "xmm" + (resource - Resource.VECTOR);
    }
    if (resource < Resource.X87_STATE) {
      return "st" + (resource - Resource.X87);
    }
    if (resource < Resource.INTERNAL) {
      return resource == Resource.X87_STATE ? "x87" : "system";
    }
    return "#" + (resource - Resource.INTERNAL);
  }
}
