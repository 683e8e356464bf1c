package ksim.core.decode;

import java.util.Set;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.Op;
import ksim.core.isa.vector.BlockOperation;
import ksim.core.isa.vector.Blockwise;
import ksim.core.isa.vector.LaneOperation;
import ksim.core.isa.vector.Lanewise;
import ksim.core.isa.vector.Scratch;
import ksim.core.isa.vector.VectorDestination;
import ksim.core.isa.vector.VectorSource;

/**
 * The vector operands of an instruction in executable form.
 *
 * @param form the instruction
 */
record VectorForm(Form form) {
  private static final int VECTOR_BYTES = 16;

  /** Legacy encodings whose 16-byte memory operand need not be aligned (SDM volume 2, 2.4). */
  private static final Set<String> UNALIGNED =
      Set.of(
          "movups",
          "movupd",
          "movdqu",
          "lddqu",
          "pcmpestri",
          "pcmpestrm",
          "pcmpistri",
          "pcmpistrm");

  /** VEX encodings whose memory operand must be aligned to its size. */
  private static final Set<String> ALIGNED =
      Set.of("vmovaps", "vmovapd", "vmovdqa", "vmovntdq", "vmovntdqa", "vmovntps", "vmovntpd");

  /** Encodings whose operand of eight bytes is not checked for alignment by RFLAGS.AC. */
  private static final Set<String> UNCHECKED = Set.of("vcvtph2ps", "vcvtps2ph");

  /** Whether the encoding is a VEX one: it clears the upper lanes of a destination register. */
  boolean vex() {
    return form.instruction().encoding().opcode().map().vex();
  }

  /** Number of 64-bit lanes of the vector length: 2 or 4, and 1 if operand 0 or 1 is MMX. */
  int lanes() {
    return isMmx(0) || isMmx(1) ? 1 : form.instruction().vectorBits() / Long.SIZE;
  }

  /** Whether an operand is a register of a kind. */
  boolean is(int i, RegisterKind kind) {
    return i < form.operands()
        && form.decoded(i) instanceof RegisterOperand register
        && register.kind() == kind;
  }

  /** Whether an operand is an MMX register. */
  boolean isMmx(int i) {
    return is(i, RegisterKind.MMX);
  }

  /** Whether an operand is an XMM or YMM register. */
  boolean isVector(int i) {
    return is(i, RegisterKind.VECTOR);
  }

  /** Whether any operand is a register of a kind. */
  boolean anyIs(RegisterKind kind) {
    for (int i = 0; i < form.operands(); i++) {
      if (is(i, kind)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the last operand is an immediate. */
  boolean hasImmediate() {
    return form.isImmediate(form.operands() - 1);
  }

  /** The immediate byte that is the last operand, 0 to 255. */
  int immediate() {
    return (int) form.immediate(form.operands() - 1) & 0xff;
  }

  /** The number of a register operand. */
  int number(int i) {
    return ((RegisterOperand) form.decoded(i)).number();
  }

  /** Index of the first lane of an XMM or YMM register operand. */
  int laneIndex(int i) {
    return laneIndexOf(number(i));
  }

  /** Index of the first lane of an XMM or YMM register. */
  static int laneIndexOf(int number) {
    return VectorSource.Register.of(number).first();
  }

  /** An operand to read. */
  VectorSource source(int i) {
    return switch (form.decoded(i)) {
      case MemoryOperand memory when isUnchecked(memory) ->
          new VectorSource.FromUnchecked64(form.address(i), Scratch.operand(i));
      case MemoryOperand memory ->
          new VectorSource.FromMemory(
              memory.bits(), form.address(i), alignmentMask(i), Scratch.operand(i));
      case RegisterOperand register when register.kind() == RegisterKind.MMX ->
          new VectorSource.FromMmx(register.number(), Scratch.operand(i));
      case RegisterOperand register when register.kind() == RegisterKind.VECTOR ->
          VectorSource.Register.of(register.number());
      default -> throw new IllegalArgumentException("not a vector: " + form.decoded(i));
    };
  }

  private boolean isUnchecked(MemoryOperand memory) {
    return memory.bits() == Long.SIZE && UNCHECKED.contains(form.mnemonic());
  }

  /** The first source: in legacy encodings the destination. */
  VectorSource first() {
    return source(hasThreeOperands() ? 1 : 0);
  }

  /** Index of the first lane of the first source, a register. */
  int firstIndex() {
    return laneIndex(hasThreeOperands() ? 1 : 0);
  }

  /** The second source, which may be memory; the only one of an operation with one source. */
  VectorSource second() {
    return source(hasThreeOperands() ? 2 : 1);
  }

  /** Whether the destination is not a source, but an operand of its own. */
  boolean hasThreeOperands() {
    return vex() && form.operands() > 2 && !form.isImmediate(2);
  }

  /** The destination, operand 0. */
  VectorDestination destination() {
    return destination(0);
  }

  /** An operand to write. */
  VectorDestination destination(int i) {
    return switch (form.decoded(i)) {
      case MemoryOperand memory when isUnchecked(memory) ->
          new VectorDestination.ToUnchecked64(form.address(i));
      case MemoryOperand memory ->
          new VectorDestination.ToMemory(memory.bits(), form.address(i), alignmentMask(i));
      case RegisterOperand register when register.kind() == RegisterKind.MMX ->
          new VectorDestination.ToMmx(register.number());
      case RegisterOperand register when register.kind() == RegisterKind.VECTOR ->
          register(register);
      default -> throw new IllegalArgumentException("not a vector: " + form.decoded(i));
    };
  }

  /** An operation that treats each lane by itself, on the usual operands. */
  Op lanewise(LaneOperation operation) {
    return FastVectorOperations.lanewise(this, operation)
        .orElseGet(() -> new Lanewise(operation, lanes(), destination(), first(), second()));
  }

  /** An operation that treats each block of 128 bits by itself, on the usual operands. */
  Op blockwise(BlockOperation operation) {
    return blockwise(operation, operation);
  }

  /** The same where the upper block is treated in another way. */
  Op blockwise(BlockOperation lower, BlockOperation upper) {
    return new Blockwise(lower, upper, lanes(), destination(), first(), second());
  }

  /** A vector register that the instruction implies, as destination. */
  VectorDestination.ToRegister register(int number) {
    return new VectorDestination.ToRegister(laneIndexOf(number), vex());
  }

  /** The vector register that is operand 0, as destination. */
  VectorDestination.ToRegister destinationRegister() {
    return register((RegisterOperand) form.decoded(0));
  }

  private VectorDestination.ToRegister register(RegisterOperand register) {
    return new VectorDestination.ToRegister(
        VectorSource.Register.of(register.number()).first(), vex() && register.bits() == 128);
  }

  /** Bits of the linear address of a memory operand that must be zero. */
  int alignmentMask(int i) {
    int bytes = form.bits(i) / Byte.SIZE;
    boolean aligned =
        vex()
            ? ALIGNED.contains(form.mnemonic())
            : bytes == VECTOR_BYTES && !UNALIGNED.contains(form.mnemonic());
    return aligned ? bytes - 1 : 0;
  }
}
