package ksim.core.encoding;

import java.util.Locale;

/**
 * One operand of an encoding as the table gives it.
 *
 * @param kind where it is found
 * @param size its width
 * @param number register number where the kind is fixed, else 0
 */
public record OperandPattern(OperandKind kind, OperandSize size, int number) {

  /** Whether the opcode implies the operand, so that no bits of the instruction select it. */
  public boolean implied() {
    return switch (kind) {
      case FIXED_GENERAL, FIXED_SEGMENT, FIXED_VECTOR, ONE, X, Y, ST -> true;
      default -> false;
    };
  }

  /**
   * Parses the manual's operand code, such as {@code Ev}, {@code rAX} or {@code 1}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static OperandPattern parse(String code) {
    return switch (code) {
      case "AL" -> general(OperandSize.B, 0);
      case "CL" -> general(OperandSize.B, 1);
      case "AX" -> general(OperandSize.W, 0);
      case "DX" -> general(OperandSize.W, 2);
      case "eAX" -> general(OperandSize.Z, 0);
      case "rAX" -> general(OperandSize.V, 0);
      case "ES" -> segment(0);
      case "CS" -> segment(1);
      case "SS" -> segment(2);
      case "DS" -> segment(3);
      case "FS" -> segment(4);
      case "GS" -> segment(5);
      case "1" -> new OperandPattern(OperandKind.ONE, OperandSize.B, 1);
      case "XMM0" -> new OperandPattern(OperandKind.FIXED_VECTOR, OperandSize.DQ, 0);
      case "ST" -> new OperandPattern(OperandKind.ST, OperandSize.T, 0);
      case "STi" -> new OperandPattern(OperandKind.STI, OperandSize.T, 0);
      default -> {
        int letters = code.startsWith("VM") ? 2 : 1;
        OperandSize size =
            code.length() == letters
                ? OperandSize.NONE
                : OperandSize.valueOf(code.substring(letters).toUpperCase(Locale.ROOT));
        yield new OperandPattern(OperandKind.valueOf(code.substring(0, letters)), size, 0);
      }
    };
  }

  private static OperandPattern general(OperandSize size, int number) {
    return new OperandPattern(OperandKind.FIXED_GENERAL, size, number);
  }

  private static OperandPattern segment(int number) {
    return new OperandPattern(OperandKind.FIXED_SEGMENT, OperandSize.W, number);
  }
}
