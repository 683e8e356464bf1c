package ksim.core.cycles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeBlockTest {
  static CodeBlock block(String hex) throws RefusedException {
    return CodeBlock.of(HexFormat.of().parseHex(hex));
  }

  static Refusal refusal(String hex) {
    return catchThrowableOfType(RefusedException.class, () -> block(hex)).refusal();
  }

  @Test
  void knowsItsInstructionsAndWhereTheyStart() throws RefusedException {
    CodeBlock block = block("4801d8" + "90" + "488b4424f8");
    assertThat(block.instructions()).hasSize(3);
    assertThat(block.offset(2)).isEqualTo(4);
    assertThat(block.text(0)).isEqualTo("add    %rbx,%rax");
    assertThat(block.text(2)).isEqualTo("mov    -0x8(%rsp),%rax");
    for (int offset = 0; offset < 9; offset++) {
      assertThat(block.indexAt(offset)).isEqualTo(offset < 3 ? 0 : offset < 4 ? 1 : 2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY, 0, has no instruction",
    "06, UNDECODABLE, 0, no instruction at offset 0: 06",
    "4801d848, UNDECODABLE, 3, the block ends inside the instruction at offset 3: 48",
    "904881c0, UNDECODABLE, 1, the block ends inside the instruction at offset 1: 4881c0",
  })
  void refusesWhatIsNoCode(String hex, Refusal.Kind kind, int offset, String text) {
    Refusal refusal = refusal(hex);
    assertThat(refusal.kind()).isEqualTo(kind);
    assertThat(refusal.offset()).isEqualTo(offset);
    assertThat(refusal.text()).contains(text);
  }

  @Test
  void refusesWhatDoesNotFitTheCache() {
    assertThat(refusal("90".repeat(CodeBlock.MOST_BYTES + 1)).text()).contains("2,049 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "4801d8, false",
    "4801d8ebfb, true",
    "48ffc875fb, true",
    "48ffc875fc, false",
    "ebfe, true",
    "ebfeebfc, false",
    "e8fbffffff, true",
  })
  void knowsLoops(String hex, boolean loop) throws RefusedException {
    assertThat(block(hex).isLoop()).isEqualTo(loop);
  }
}
