package ksim.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoded;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Disassembler;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.InvalidEncoding;
import ksim.core.encoding.NotInTable;
import ksim.core.encoding.TooLong;
import ksim.core.encoding.Truncated;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, decoding ends in a typed result, and an instruction can be printed. */
class DecodeFuzzTest {
  private static final int LONGEST = 15;

  static Stream<byte[]> seeds() {
    return Seeds.code();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void decodesAnyBytes(byte[] bytes) {
    for (CodeMode mode : CodeMode.values()) {
      int offset = 0;
      while (offset < bytes.length) {
        offset += decode(bytes, offset, mode);
      }
    }
  }

  /** Decodes at an offset, and answers how far to go on. */
  private static int decode(byte[] bytes, int offset, CodeMode mode) {
    Decoded decoded = Decoder.decode(bytes, offset, bytes.length - offset, mode);
    int length =
        switch (decoded) {
          case Instruction instruction -> {
            assertThat(Disassembler.attAndT(instruction, 0x1000)).isNotBlank();
            assertThat(Disassembler.intel(instruction, 0x1000)).isNotBlank();
            yield instruction.length();
          }
          case InvalidEncoding invalid -> invalid.length();
          case NotInTable missing -> missing.length();
          case TooLong _ -> LONGEST;
          case Truncated _ -> bytes.length - offset;
        };
    assertThat(length).isBetween(1, Math.min(LONGEST, bytes.length - offset));
    return length;
  }
}
