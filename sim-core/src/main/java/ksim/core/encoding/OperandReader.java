package ksim.core.encoding;

import java.util.ArrayList;
import java.util.List;

/** Reads the operands of an encoding that has been chosen. */
final class OperandReader {
  private static final int RSI = 6;
  private static final int RDI = 7;
  private static final int SEGMENT_ES = 0;
  private static final int SEGMENT_CS = 1;
  private static final int SEGMENT_DS = 3;

  /** CR0, CR2, CR3, CR4 and CR8 exist; a move to or from others raises #UD. */
  private static final int CONTROL_REGISTERS = 0b1_0001_1101;

  private final DecodeState state;
  private boolean undefined;

  OperandReader(DecodeState state) {
    this.state = state;
  }

  /** Whether a register was named that does not exist: #UD. */
  boolean undefined() {
    return undefined;
  }

  List<Operand> read(Encoding encoding) {
    List<OperandPattern> patterns = encoding.operands();
    if (patterns.isEmpty()) {
      return List.of();
    }
    List<Operand> operands = new ArrayList<>(patterns.size());
    for (int i = 0; i < patterns.size(); i++) {
      OperandPattern pattern = patterns.get(i);
      if (pattern.kind() == OperandKind.A) {
        long offset = state.code.unsigned(state.operandBits);
        operands.add(new ImmediateOperand(state.code.unsigned(16), 16));
        operands.add(new ImmediateOperand(offset, state.operandBits));
      } else {
        operands.add(operand(pattern, i == 0));
      }
    }
    undefined |= gathersIntoItself(operands);
    return List.copyOf(operands);
  }

  /**
   * A gather whose destination, index and mask are not three registers (SDM vol. 2, VPGATHERDD).
   */
  private boolean gathersIntoItself(List<Operand> operands) {
    if (operands.size() != 3
        || !(operands.get(1) instanceof MemoryOperand memory)
        || !memory.hasVectorIndex()) {
      return false;
    }
    int destination = state.reg();
    int mask = state.vexRegister();
    return destination == memory.index() || destination == mask || memory.index() == mask;
  }

  private Operand operand(OperandPattern pattern, boolean destination) {
    int bits = state.bits(pattern.size());
    return switch (pattern.kind()) {
      case E -> state.mod() == 3 ? general(state.rm(), bits) : ModRmReader.memory(state, bits);
      case R -> general(state.rm(), bits);
      case M -> ModRmReader.memory(state, bits);
      case G -> general(state.reg(), bits);
      case B -> general(state.vexRegister(), bits);
      case Z -> general(((state.rexBits & 1) << 3) | (state.opcode & 7), bits);
      case I -> immediate(pattern.size(), bits);
      case J -> new BranchOperand(state.code.signed(bits), bits);
      case S -> segment(destination);
      case C -> special(RegisterKind.CONTROL, CONTROL_REGISTERS, bits);
      case D -> special(RegisterKind.DEBUG, 0xff, bits);
      case O -> address(bits);
      case X -> string(bits, RSI, dataSegment());
      case Y -> string(bits, RDI, SEGMENT_ES);
      case FIXED_GENERAL -> general(pattern.number(), bits);
      case FIXED_SEGMENT -> new RegisterOperand(RegisterKind.SEGMENT, pattern.number(), 16);
      case ONE -> new ImmediateOperand(1, 8);
      case V -> vector(state.reg(), pattern.size());
      case W ->
          state.mod() == 3 ? vector(state.rm(), pattern.size()) : ModRmReader.memory(state, bits);
      case U -> vector(state.rm(), pattern.size());
      case H -> vector(state.vexRegister(), pattern.size());
      case L -> vector(immediateRegister(), pattern.size());
      case VM -> vectorIndexed(bits);
      case FIXED_VECTOR -> vector(pattern.number(), pattern.size());
      case P -> mmx(state.digit());
      case Q -> state.mod() == 3 ? mmx(state.modRm & 7) : ModRmReader.memory(state, bits);
      case N -> mmx(state.modRm & 7);
      case ST -> new RegisterOperand(RegisterKind.X87, 0, bits);
      case STI -> new RegisterOperand(RegisterKind.X87, state.modRm & 7, bits);
      case A -> throw new IllegalStateException("far pointers are two operands");
    };
  }

  private RegisterOperand general(int number, int bits) {
    if (bits == 8 && number >= 4 && number < 8 && state.prefixes.rex() == 0) {
      return new RegisterOperand(RegisterKind.HIGH_BYTE, number - 4, 8);
    }
    return new RegisterOperand(RegisterKind.GENERAL, number, bits);
  }

  private RegisterOperand vector(int number, OperandSize size) {
    int bits = size.vectorRegisterBits(state.vectorBits);
    return new RegisterOperand(RegisterKind.VECTOR, number, bits);
  }

  /** Outside 64-bit mode bit 7 is ignored (SDM vol. 2, 2.3.10.1). */
  private int immediateRegister() {
    return state.code.next() >> 4 & (state.mode == CodeMode.BITS_64 ? 15 : 7);
  }

  private static RegisterOperand mmx(int number) {
    return new RegisterOperand(RegisterKind.MMX, number, 64);
  }

  /** VSIB addressing needs a SIB byte, which 16-bit addresses do not have (SDM vol. 2, 2.3.12). */
  private MemoryOperand vectorIndexed(int indexBits) {
    undefined |= (state.modRm & 7) != 4 || state.addressBits == 16;
    return ModRmReader.vectorIndexed(state, state.w() ? 64 : 32, indexBits);
  }

  private ImmediateOperand immediate(OperandSize size, int bits) {
    boolean signed = size == OperandSize.S || (size == OperandSize.Z && state.operandBits == 64);
    return new ImmediateOperand(signed ? state.code.signed(bits) : state.code.unsigned(bits), bits);
  }

  private RegisterOperand segment(boolean destination) {
    int number = state.digit();
    undefined |= number > 5 || (destination && number == SEGMENT_CS);
    return new RegisterOperand(RegisterKind.SEGMENT, number, 16);
  }

  private RegisterOperand special(RegisterKind kind, int existing, int bits) {
    undefined |= (existing >> state.reg() & 1) == 0;
    return new RegisterOperand(kind, state.reg(), bits);
  }

  private MemoryOperand address(int bits) {
    long displacement =
        state.addressBits == 64 ? state.code.unsigned(64) : state.code.unsigned(state.addressBits);
    return new MemoryOperand(
        bits,
        dataSegment(),
        MemoryOperand.NONE,
        MemoryOperand.NONE,
        1,
        displacement,
        state.addressBits);
  }

  private MemoryOperand string(int bits, int base, int segment) {
    return new MemoryOperand(bits, segment, base, MemoryOperand.NONE, 1, 0, state.addressBits);
  }

  private int dataSegment() {
    int segment = state.prefixes.segment();
    return segment == Prefixes.NONE ? SEGMENT_DS : segment;
  }
}
