package ksim.core.cycles;

import java.io.ByteArrayOutputStream;

/**
 * What is executed to measure a block.
 *
 * @param address where they lie
 * @param code all its bytes
 * @param body what is repeated: the block, with the jump of its loop if it got one
 * @param repetition how often
 */
@SuppressWarnings("ArrayRecordComponent")
record MeasuredProgram(long address, byte[] code, CodeBlock body, Repetition repetition) {
  /**
   * Where unrolled code starts: at the offset in its page, and so in its block of 16 bytes, at
   * which BHive's harness puts it (its label {@code code_end}, as nasm 2.16 assembles it).
   */
  static final long UNROLLED_START = 0x40_01df;

  /** Where loops start: at a line of 64 bytes, as compilers align them that matter. */
  static final long LOOP_START = 0x40_0200;

  private static final int SHORT_JUMP = 0xeb;
  private static final int SHORT_JUMP_BYTES = 2;
  private static final int NEAR_JUMP = 0xe9;
  private static final int NEAR_JUMP_BYTES = 5;

  /** Number of instructions of an iteration. */
  int instructions() {
    return body.instructions().size();
  }

  /**
   * Repeats a block.
   *
   * @throws RefusedException if it has a branch that the protocol does not allow
   */
  static MeasuredProgram of(CodeBlock block, Protocol protocol) throws RefusedException {
    return switch (protocol) {
      case UNROLLED -> unrolled(block);
      case LOOP -> loop(block);
    };
  }

  private static MeasuredProgram unrolled(CodeBlock block) throws RefusedException {
    requireNoTransfer(block, "unrolled code goes on behind itself");
    Repetition repetition = Repetition.unrolled(block);
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = 0; i < repetition.warmUp() + repetition.measured(); i++) {
      code.writeBytes(block.bytes());
    }
    return new MeasuredProgram(UNROLLED_START, code.toByteArray(), block, repetition);
  }

  private static MeasuredProgram loop(CodeBlock block) throws RefusedException {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.writeBytes(block.bytes());
    if (!block.isLoop()) {
      requireNoTransfer(block, "a loop has one, at its end and to its start");
      int back = -(block.bytes().length + SHORT_JUMP_BYTES);
      if (back >= Byte.MIN_VALUE) {
        code.write(SHORT_JUMP);
        code.write(back);
      } else {
        writeNearJump(code, -(block.bytes().length + NEAR_JUMP_BYTES));
      }
    }
    CodeBlock body = CodeBlock.of(code.toByteArray());
    return new MeasuredProgram(
        LOOP_START, body.bytes(), body, Repetition.looped(body.instructions().size()));
  }

  private static void writeNearJump(ByteArrayOutputStream code, int displacement) {
    code.write(NEAR_JUMP);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      code.write(displacement >> shift);
    }
  }

  private static void requireNoTransfer(CodeBlock block, String why) throws RefusedException {
    int index = block.firstTransfer();
    if (index >= 0) {
      throw new RefusedException(
          Refusal.Kind.JUMP, block.offset(index), "%s jumps; %s".formatted(block.text(index), why));
    }
  }
}
