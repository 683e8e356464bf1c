package ksim.core.decode;

import ksim.core.cpu.CodeContext;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.LabelOperand;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.Address;
import ksim.core.isa.FlatAddress;
import ksim.core.isa.Immediate;
import ksim.core.isa.Memory;
import ksim.core.isa.Operand;
import ksim.core.isa.Registers;
import ksim.core.isa.SegmentedAddress;
import ksim.core.isa.StringForm;

/**
 * An instruction at its place, and its operands in executable form.
 *
 * @param instruction the decoded instruction
 * @param rip offset of its first byte in the code segment: what RIP holds
 * @param context how the code segment is executed
 */
record Form(Instruction instruction, long rip, CodeContext context) {
  /** An address that no code can have, since it is not canonical. */
  private static final long NOWHERE = Long.MIN_VALUE;

  /** What RIP holds at the next instruction. */
  long next() {
    return rip + instruction.length();
  }

  /** Whether the instruction is executed in 64-bit mode. */
  boolean isLong() {
    return context.isLong();
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
      case SEGMENT, CONTROL, DEBUG, X87, MMX, VECTOR ->
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

  /**
   * Target of a relative branch. One beyond the limit of the code segment becomes an address that
   * is not canonical: branches refuse both alike.
   */
  long target() {
    long target = next() + ((BranchOperand) decoded(0)).displacement();
    if (isLong()) {
      return target;
    }
    long cut = target & -1L >>> (64 - instruction.operandBits());
    return context.isBeyondLimit(cut) ? NOWHERE : cut;
  }

  /** Address of an explicit memory operand. RIP-relative ones become absolute. */
  Address address(int i) {
    return address((MemoryOperand) decoded(i));
  }

  private Address address(MemoryOperand memory) {
    if (!isLong()) {
      return new SegmentedAddress(
          numberOrZero(memory.base()),
          numberOrZero(memory.index()),
          Integer.numberOfTrailingZeros(memory.scale()),
          memory.displacement(),
          addressMask(),
          memory.segment(),
          Math.max(1, memory.bits() / 8));
    }
    return flatAddress(memory);
  }

  /** Address of an explicit memory operand in 64-bit mode. */
  FlatAddress flatAddress(int i) {
    return flatAddress((MemoryOperand) decoded(i));
  }

  private FlatAddress flatAddress(MemoryOperand memory) {
    boolean relative = memory.base() == MemoryOperand.RIP;
    return new FlatAddress(
        relative ? Cpu.ZERO : numberOrZero(memory.base()),
        numberOrZero(memory.index()),
        Integer.numberOfTrailingZeros(memory.scale()),
        relative ? memory.displacement() + next() : memory.displacement(),
        addressMask(),
        memory.segment());
  }

  /** Address of an explicit memory operand without its index. */
  Address addressWithoutIndex(int i) {
    MemoryOperand m = (MemoryOperand) decoded(i);
    return address(
        new MemoryOperand(
            m.bits(),
            m.segment(),
            m.base(),
            MemoryOperand.NONE,
            1,
            m.displacement(),
            m.addressBits()));
  }

  private static int numberOrZero(int register) {
    return register == MemoryOperand.NONE ? Cpu.ZERO : register;
  }

  /**
   * The address of a byte that a register holds, in DS unless the instruction overrides it; {@link
   * Address#ofBytes} tells of more than a byte.
   */
  Address addressIn(int register) {
    int override = instruction.segmentOverride();
    return addressIn(register, override < 0 ? Segments.DS : override);
  }

  /** The address that a register holds in a segment. */
  Address addressIn(int register, int segment) {
    return isLong()
        ? new FlatAddress(register, Cpu.ZERO, 0, 0, addressMask(), segment)
        : new SegmentedAddress(register, Cpu.ZERO, 0, 0, addressMask(), segment, 1);
  }

  /**
   * What string instructions have in common.
   *
   * @param bits width of an element
   */
  StringForm string(int bits, StringForm.Repeat repeat) {
    return new StringForm(
        bits,
        addressIn(Cpu.RSI).ofBytes(bits / 8),
        addressIn(Cpu.RDI, Segments.ES).ofBytes(bits / 8),
        addressMask(),
        repeat,
        rip);
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
