package ksim.core.encoding;

/**
 * The bytes that identify an encoding.
 *
 * @param map opcode map
 * @param prefix what it demands of 66, F2 and F3
 * @param first first opcode byte it covers, 0-255
 * @param last last opcode byte it covers; equal to first unless the opcode holds a register, a
 *     condition, or the line is a range
 * @param low what the low bits of the opcode hold
 * @param digit required ModRM.reg, or {@link #NONE}
 * @param form required ModRM.mod
 * @param rm required ModRM.rm, or {@link #NONE}
 */
public record OpcodePattern(
    OpcodeMap map,
    MandatoryPrefix prefix,
    int first,
    int last,
    LowBits low,
    int digit,
    Form form,
    int rm) {
  /** No requirement on a field. */
  public static final int NONE = -1;

  /** What the low bits of the opcode byte hold. */
  public enum LowBits {
    /** Nothing: they are part of the opcode. */
    OPCODE,
    /** "+r": a register number in the low three bits, extended by REX.B. */
    REGISTER,
    /** "+cc": a condition code in the low four bits. */
    CONDITION
  }

  /** Which ModRM.mod values an encoding takes. */
  public enum Form {
    /** Both memory and register. */
    BOTH,
    /** Memory only: mod is not 3. */
    MEMORY,
    /** Register only: mod is 3. */
    REGISTER
  }
}
