package ksim.core.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.description.CoreDescriptionParser;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.uops.UopCracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("StringSplitter")
class BlockCostTest {
  private final CoreDescription core = CoreDescription.load("skylake");
  private final UopCracker cracker = new UopCracker(core, FigureTable.load("skylake"));

  private static List<Instruction> decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<Instruction> result = new ArrayList<>();
    int offset = 0;
    while (offset < bytes.length) {
      if (!(Decoder.decode(bytes, offset, bytes.length - offset, CodeMode.BITS_64)
          instanceof Instruction instruction)) {
        return List.of();
      }
      result.add(instruction);
      offset += instruction.length();
    }
    return result;
  }

  private double cycles(String hex) {
    return BlockCost.of(cracker.crack(decode(hex), 0), core).loopQuarterCycles() / 4.0;
  }

  @ParameterizedTest
  @CsvSource({
    "90, 0.25, nop",
    "48 01 d8, 1, add %rbx to %rax: its own result is an operand",
    "48 0f af c3, 3, imul %rbx to %rax",
    "48 8b 00, 5, pointer chase",
    "48 8b 03 48 8b 4b 08, 1, two loads",
    "48 89 03 48 89 43 08, 2, two stores: one store data port",
    "31 c0, 0.25, xor of a register with itself",
    "50 58 50 58, 2, push and pop: RSP costs nothing",
    "f0 48 01 03, 18, locked add",
    "66 3d a6 3a, 3.25, length-changing prefix",
    "48 ff c8 75 fb, 1, fused dec and jne"
  })
  void costsWhatTheManualsSay(String hex, double expected, String what) {
    assertThat(cycles(hex)).as(what).isEqualTo(expected);
  }

  @Test
  void anInstructionMoreIsNeverCheaper() {
    String block = "";
    double before = 0;
    for (String next : List.of("4801d8", "488b4b08", "4889530c", "4929c9", "0fb6f1", "4885f6")) {
      block += next;
      double after = cycles(block);
      assertThat(after).isGreaterThanOrEqualTo(before);
      before = after;
    }
    assertThat(before).isGreaterThan(cycles("4801d8"));
  }

  @Test
  void meanErrorAgainstMeasuredBlocksStaysSmall() throws IOException {
    double errors = 0;
    int count = 0;
    for (String line : resource("measured-blocks.csv").lines().toList()) {
      String[] fields = line.split(",", 2);
      List<Instruction> block = line.startsWith("#") ? List.of() : decode(fields[0]);
      if (!block.isEmpty()) {
        double measured = Double.parseDouble(fields[1]);
        errors += Math.abs(cycles(fields[0]) - measured) / measured;
        count++;
      }
    }
    assertThat(count).isGreaterThan(290);
    assertThat(errors / count).as("10 % over all 4,556 blocks").isLessThan(0.13);
  }

  @Test
  void mistakesInADescriptionNameTheLine() {
    assertThatThrownBy(() -> CoreDescriptionParser.parse("x", "# fine\nparameter width\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x:2:");
    assertThatThrownBy(() -> CoreDescriptionParser.parse("x", "nonsense 1"))
        .hasMessageContaining("neither 'parameter' nor 'choice'");
    assertThatThrownBy(() -> CoreDescription.load("pentium"))
        .hasMessageContaining("no core 'pentium'");
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(BlockCostTest.class.getResourceAsStream(name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
