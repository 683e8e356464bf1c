package ksim.core.encoding;

import java.util.List;
import java.util.Optional;

/** Decodes instructions as the CPU does, by the instruction table. */
public final class Decoder {
  private static final EncodingIndex INDEX =
      new EncodingIndex(InstructionTable.standard().encodings());

  private Decoder() {}

  /**
   * Decodes the instruction at an offset.
   *
   * @param bytes code bytes
   * @param offset where the instruction starts
   * @param available how many bytes from there may be read; 15 are always enough
   * @param mode mode of the code segment
   */
  public static Decoded decode(byte[] bytes, int offset, int available, CodeMode mode) {
    CodeReader code = new CodeReader(bytes, offset, available);
    DecodeState state = new DecodeState(code, mode, PrefixReader.read(code, mode));
    state.opcode = code.next();
    if (VexReader.startsHere(state.opcode, peekAfter(state), mode)) {
      if (VexReader.prefixesForbid(state.prefixes)) {
        return invalid(code);
      }
      if (state.opcode == 0x62 || state.opcode == 0x8f) {
        return VexReader.skip(state, state.opcode);
      }
      if (!VexReader.read(state, state.opcode)) {
        return invalid(code);
      }
      state.opcode = code.next();
    } else {
      readEscapes(state);
    }
    return code.overrun() ? code.shortage() : decodeOpcode(state);
  }

  /**
   * The byte after the opcode where the opcode alone does not tell a prefix from an instruction.
   */
  private static int peekAfter(DecodeState state) {
    return switch (state.opcode) {
      case 0xc4, 0xc5, 0x62, 0x8f -> state.code.peek();
      default -> 0;
    };
  }

  private static void readEscapes(DecodeState state) {
    if (state.opcode == 0x0f) {
      state.map = OpcodeMap.MAP_0F;
      state.opcode = state.code.next();
      if (state.opcode == 0x38 || state.opcode == 0x3a) {
        state.map = state.opcode == 0x38 ? OpcodeMap.MAP_0F38 : OpcodeMap.MAP_0F3A;
        state.opcode = state.code.next();
      }
    }
  }

  private static Decoded decodeOpcode(DecodeState state) {
    CodeReader code = state.code;
    if (INDEX.hasModRm(state.map, state.opcode)) {
      state.modRm = code.next();
      if (code.overrun()) {
        return code.shortage();
      }
    }
    Optional<Encoding> found = INDEX.find(state);
    if (found.isEmpty()) {
      return invalid(code);
    }
    Encoding encoding = found.get();
    state.operandBits = state.operandBits(encoding);
    state.vectorBits = state.vectorBits(encoding);
    if (encoding.has(Attribute.UNLISTED)) {
      return skipOperands(state, encoding);
    }
    OperandReader reader = new OperandReader(state);
    List<Operand> operands = reader.read(encoding);
    if (code.overrun()) {
      return code.shortage();
    }
    if (reader.undefined()
        || lockForbidden(state, encoding)
        || (state.vex && state.vvvv != 0 && !namesVexRegister(encoding))) {
      return invalid(code);
    }
    boolean conditional = encoding.opcode().low() == OpcodePattern.LowBits.CONDITION;
    return new Instruction(
        encoding,
        code.instructionBytes(),
        state.prefixes,
        state.mode,
        state.operandBits,
        state.addressBits,
        state.vectorBits,
        conditional ? state.opcode & 15 : 0,
        operands);
  }

  private static boolean lockForbidden(DecodeState state, Encoding encoding) {
    return state.prefixes.lock() && (!encoding.has(Attribute.LOCK) || state.mod() == 3);
  }

  private static boolean namesVexRegister(Encoding encoding) {
    for (OperandPattern operand : encoding.operands()) {
      if (operand.kind() == OperandKind.B || operand.kind() == OperandKind.H) {
        return true;
      }
    }
    return false;
  }

  private static Decoded skipOperands(DecodeState state, Encoding encoding) {
    CodeReader code = state.code;
    for (OperandPattern operand : encoding.operands()) {
      if (operand.kind() == OperandKind.I) {
        code.unsigned(state.bits(operand.size()));
      } else {
        ModRmReader.skip(state);
      }
    }
    return code.overrun() ? code.shortage() : new NotInTable(code.length(), encoding.feature());
  }

  private static Decoded invalid(CodeReader code) {
    return code.overrun() ? code.shortage() : new InvalidEncoding(code.length());
  }
}
