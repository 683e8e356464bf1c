package ksim.core.decode;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.Address;
import ksim.core.isa.Immediate;
import ksim.core.isa.Memory;
import ksim.core.isa.Operand;
import ksim.core.isa.Registers;

/**
 * An instruction at its linear address, and its operands in executable form.
 *
 * @param instruction the decoded instruction
 * @param linearAddress linear address of its first byte
 */
record Form(Instruction instruction, long linearAddress) {
  /** Address of the next instruction. */
  long next() {
    return linearAddress + instruction.length();
  }

  /** Mnemonic of the table. */
  String mnemonic() {
    return instruction.mnemonic();
  }

  /** Number of explicit operands. */
  int operands() {
    return instruction.operands().size();
  }

  /** An explicit operand as decoded. */
  ksim.core.encoding.Operand decoded(int i) {
    return instruction.operands().get(i);
  }

  /** Whether an explicit operand is memory. */
  boolean isMemory(int i) {
    return decoded(i) instanceof MemoryOperand;
  }

  /** Whether an explicit operand is an immediate. */
  boolean isImmediate(int i) {
    return decoded(i) instanceof ImmediateOperand;
  }

  /** Width of a stack operation in bits. */
  int stackBits() {
    return instruction.operandBits();
  }

  /** Width of an explicit operand in bits; that of an immediate is the operand size. */
  int bits(int i) {
    return switch (decoded(i)) {
      case RegisterOperand register -> register.bits();
      case MemoryOperand memory -> memory.bits();
      case ImmediateOperand _, BranchOperand _, LabelOperand _ -> instruction.operandBits();
    };
  }

  /** Width of the first operand in bits. */
  int bits() {
    return bits(0);
  }

  /** An explicit operand; an immediate is cut to the width of the first operand. */
  Operand operand(int i) {
    return switch (decoded(i)) {
      case RegisterOperand register -> register(register);
      case MemoryOperand memory -> Memory.of(memory.bits(), address(i));
      case ImmediateOperand immediate -> new Immediate(immediate.value() & -1L >>> (64 - bits()));
      case BranchOperand _, LabelOperand _ ->
          throw new IllegalArgumentException("not a value: " + decoded(i));
    };
  }

  private Operand register(RegisterOperand register) {
    return switch (register.kind()) {
      case GENERAL -> register(register.number(), register.bits());
      case HIGH_BYTE -> new Registers.HighByte(register.number());
      case SEGMENT, CONTROL, DEBUG ->
          throw new IllegalArgumentException("not a general register: " + register);
    };
  }

  /** A general register. */
  static Operand register(int number, int bits) {
    return switch (bits) {
      case 8 -> new Registers.Register8(number);
      case 16 -> new Registers.Register16(number);
      case 32 -> new Registers.Register32(number);
      case 64 -> new Registers.Register64(number);
      default -> throw new IllegalArgumentException("no register of " + bits + " bits");
    };
  }

  /** The value of an explicit immediate. */
  long immediate(int i) {
    return ((ImmediateOperand) decoded(i)).value();
  }

  /** Target of a relative branch. */
  long target() {
    return next() + ((BranchOperand) decoded(0)).displacement();
  }

  /** Address of an explicit memory operand. RIP-relative ones become absolute. */
  Address address(int i) {
    MemoryOperand memory = (MemoryOperand) decoded(i);
    boolean relative = memory.base() == MemoryOperand.RIP;
    return new Address(
        relative ? Cpu.ZERO : numberOrZero(memory.base()),
        numberOrZero(memory.index()),
        Integer.numberOfTrailingZeros(memory.scale()),
        relative ? memory.displacement() + next() : memory.displacement(),
        addressMask(),
        memory.segment());
  }

  private static int numberOrZero(int register) {
    return register == MemoryOperand.NONE ? Cpu.ZERO : register;
  }

  /** The address that a register holds, in DS unless the instruction overrides it. */
  Address addressIn(int register) {
    int override = instruction.segmentOverride();
    int segment = override < 0 ? Segments.DS : override;
    return new Address(register, Cpu.ZERO, 0, 0, addressMask(), segment);
  }

  /** Which bits of an effective address count. */
  long addressMask() {
    return -1L >>> (64 - instruction.addressBits());
  }

  /** A general register of the address size. */
  Operand addressRegister(int number) {
    return register(number, instruction.addressBits());
  }
}
