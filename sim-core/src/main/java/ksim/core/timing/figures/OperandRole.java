package ksim.core.timing.figures;

import java.util.List;

/**
 * The operands between which an instruction has latencies, as small numbers: its explicit operands
 * by position in the manual's (Intel) order, what its memory address is made of, and what it uses
 * without naming it.
 */
public final class OperandRole {
  /** Largest number of explicit operands; operand n has the role n. A memory operand's is data. */
  public static final int EXPLICIT_COUNT = 5;

  /** The base register of the memory operand. */
  public static final int BASE = 5;

  /** The index register of the memory operand. */
  public static final int INDEX = 6;

  /** Memory that no operand names: the stack, the operands of string instructions. */
  public static final int IMPLICIT_MEMORY = 7;

  /** The status flags. */
  public static final int FLAGS = 8;

  /** XMM0 where no operand names it. */
  public static final int IMPLICIT_VECTOR = 9;

  /** The top of the x87 register stack where no operand names it. */
  public static final int ST0 = 10;

  /** The x87 register below it where no operand names it. */
  public static final int ST1 = 11;

  /** Control, status and state of the system that is not named. */
  public static final int STATE = 12;

  /** Implicit general register n has the role {@code IMPLICIT_REGISTER + n}. */
  public static final int IMPLICIT_REGISTER = 16;

  /** One more than the largest role. */
  public static final int COUNT = IMPLICIT_REGISTER + 16;

  private static final List<String> OTHERS =
      List.of("base", "index", "memory", "flags", "xmm0", "st0", "st1", "state");
  private static final List<String> REGISTERS =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private OperandRole() {}

  /** The name of a role in files: {@code 0} to {@code 4}, {@code base}, {@code flags}, ... */
  public static String name(int role) {
    if (role < EXPLICIT_COUNT) {
      return Integer.toString(role);
    }
    return role < IMPLICIT_REGISTER
        ? OTHERS.get(role - BASE)
        : REGISTERS.get(role - IMPLICIT_REGISTER);
  }

  /**
   * The role of a name.
   *
   * @throws IllegalArgumentException if no role has it
   */
  public static int parse(String name) {
    if (OTHERS.contains(name)) {
      return BASE + OTHERS.indexOf(name);
    }
    if (REGISTERS.contains(name)) {
      return IMPLICIT_REGISTER + REGISTERS.indexOf(name);
    }
    int number = name.length() == 1 ? name.charAt(0) - '0' : -1;
    if (number < 0 || number >= EXPLICIT_COUNT) {
      throw new IllegalArgumentException("'" + name + "' is no operand");
    }
    return number;
  }
}
