package ksim.core.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Properties of the decoder over random code in every mode. */
class DecoderPropertyTest {
  private static final int STRINGS = 20_000;

  @Test
  void neverReadsBeyondItsInstruction() {
    RandomCode code = new RandomCode(1);
    for (int i = 0; i < STRINGS; i++) {
      byte[] bytes = code.next();
      for (CodeMode mode : CodeMode.values()) {
        if (Decoder.decode(bytes, 0, bytes.length, mode) instanceof Instruction instruction) {
          int length = instruction.length();
          assertThat(Decoder.decode(bytes, 0, length, mode)).isEqualTo(instruction);
          assertThat(Decoder.decode(bytes, 0, length - 1, mode))
              .isEqualTo(new Truncated(length - 1));
        }
      }
    }
  }

  @Test
  void givesEveryInstructionText() {
    RandomCode code = new RandomCode(2);
    for (int i = 0; i < STRINGS; i++) {
      byte[] bytes = code.next();
      for (CodeMode mode : CodeMode.values()) {
        if (Decoder.decode(bytes, 0, bytes.length, mode) instanceof Instruction instruction) {
          assertThat(Disassembler.attAndT(instruction, 0x1000)).isNotBlank();
          assertThat(Disassembler.intel(instruction, 0x1000)).isNotBlank();
        }
      }
    }
  }
}
