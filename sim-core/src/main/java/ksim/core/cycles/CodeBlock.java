package ksim.core.cycles;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.BranchOperand;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Truncated;

/**
 * A block of 64-bit machine code: its body as it is measured.
 *
 * @param bytes its bytes, at least one
 * @param instructions its instructions, in order
 */
@SuppressWarnings("ArrayRecordComponent")
public record CodeBlock(byte[] bytes, List<Instruction> instructions) {
  /** Largest size of a block, so that it can be unrolled within the first-level cache. */
  public static final int MOST_BYTES = 2048;

  private static final Set<String> TRANSFERS =
      Set.of(
          "jmp",
          "jmpf",
          "call",
          "callf",
          "ret",
          "retf",
          "jcc",
          "jrcxz",
          "jecxz",
          "loop",
          "loope",
          "loopne",
          "iret",
          "syscall",
          "sysret",
          "sysenter",
          "sysexit",
          "int",
          "int3",
          "int1");

  /**
   * Decodes a block.
   *
   * @throws RefusedException if it is empty, too long, or its bytes are not instructions
   */
  public static CodeBlock of(byte[] bytes) throws RefusedException {
    if (bytes.length == 0) {
      throw new RefusedException(Refusal.Kind.EMPTY, 0, "the block has no instruction");
    }
    if (bytes.length > MOST_BYTES) {
      throw new RefusedException(
          Refusal.Kind.UNDECODABLE,
          0,
          "the block has %,d bytes, at most %,d can be measured"
              .formatted(bytes.length, MOST_BYTES));
    }
    List<Instruction> instructions = new ArrayList<>();
    int offset = 0;
    while (offset < bytes.length) {
      Decoded decoded = Decoder.decode(bytes, offset, bytes.length - offset, CodeMode.BITS_64);
      if (!(decoded instanceof Instruction instruction)) {
        String what =
            decoded instanceof Truncated
                ? "the block ends inside the instruction at offset %d: %s"
                : "no instruction at offset %d: %s";
        throw new RefusedException(
            Refusal.Kind.UNDECODABLE, offset, what.formatted(offset, hex(bytes, offset)));
      }
      instructions.add(instruction);
      offset += instruction.length();
    }
    return new CodeBlock(bytes, List.copyOf(instructions));
  }

  /** Offset of an instruction from the start. */
  public int offset(int index) {
    return instructions.stream().limit(index).mapToInt(Instruction::length).sum();
  }

  /** Index of the instruction at an offset, or of the last one that starts before it. */
  public int indexAt(int offset) {
    int index = 0;
    int end = instructions.getFirst().length();
    while (end <= offset && index + 1 < instructions.size()) {
      index++;
      end += instructions.get(index).length();
    }
    return index;
  }

  /** Text of an instruction in AT&amp;T syntax, as if the block lay at address 0. */
  public String text(int index) {
    return Disassembler.attAndT(instructions.get(index), offset(index)).strip();
  }

  /** Index of the first instruction that may go on elsewhere than behind itself, or -1. */
  int firstTransfer() {
    for (int i = 0; i < instructions.size(); i++) {
      if (TRANSFERS.contains(instructions.get(i).mnemonic())) {
        return i;
      }
    }
    return -1;
  }

  /** Whether its last instruction is a jump to its first, and no other one is a transfer. */
  boolean isLoop() {
    return firstTransfer() == instructions.size() - 1
        && instructions.getLast().operands().stream()
            .anyMatch(
                operand ->
                    operand instanceof BranchOperand branch
                        && branch.displacement() == -bytes.length);
  }

  private static String hex(byte[] bytes, int offset) {
    StringBuilder text = new StringBuilder();
    for (int i = offset; i < Math.min(bytes.length, offset + 15); i++) {
      text.append("%02x".formatted(bytes[i]));
    }
    return text.toString();
  }
}
