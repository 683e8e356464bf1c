package ksim.core.cycles;

import static ksim.core.cycles.CodeBlockTest.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredProgramTest {
  @Test
  void unrolledCodeIsTheBodyAgainAndAgain() throws RefusedException {
    MeasuredProgram program = MeasuredProgram.of(block("4801d890"), Protocol.UNROLLED);
    int iterations = program.repetition().warmUp() + program.repetition().measured();
    assertThat(HexFormat.of().formatHex(program.code())).isEqualTo("4801d890".repeat(iterations));
    assertThat(program.instructions()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 15, 64, 333, 1024, 2048})
  void unrolledCodeFitsTheInstructionCache(int bytes) throws RefusedException {
    MeasuredProgram program = MeasuredProgram.of(CodeBlock.of(nops(bytes)), Protocol.UNROLLED);
    assertThat(program.code()).hasSizeLessThanOrEqualTo(24 << 10);
    assertThat(program.repetition().warmUp()).isPositive();
    assertThat(program.repetition().measured()).isPositive();
  }

  private static byte[] nops(int bytes) {
    byte[] code = new byte[bytes];
    Arrays.fill(code, (byte) 0x90);
    return code;
  }

  @Test
  void alignmentsOfCodeAreAllMeasured() throws RefusedException {
    for (String hex : new String[] {"4801d8", "488b4424f8", "4801d84801d84801d8"}) {
      MeasuredProgram program = MeasuredProgram.of(block(hex), Protocol.UNROLLED);
      assertThat(program.repetition().measured() % 16).isZero();
    }
  }

  @Test
  void aLoopGetsAJump() throws RefusedException {
    MeasuredProgram small = MeasuredProgram.of(block("4801d8"), Protocol.LOOP);
    assertThat(HexFormat.of().formatHex(small.code())).isEqualTo("4801d8ebfb");
    assertThat(small.instructions()).isEqualTo(2);
    MeasuredProgram large = MeasuredProgram.of(CodeBlock.of(nops(127)), Protocol.LOOP);
    assertThat(HexFormat.of().formatHex(large.code())).isEqualTo("90".repeat(127) + "e97cffffff");
    assertThat(large.body().isLoop()).isTrue();
  }

  @Test
  void aLoopThatHasItsJumpGetsNone() throws RefusedException {
    MeasuredProgram program = MeasuredProgram.of(block("48ffc875fb"), Protocol.LOOP);
    assertThat(HexFormat.of().formatHex(program.code())).isEqualTo("48ffc875fb");
  }

  @ParameterizedTest
  @ValueSource(strings = {"75fe90", "ebfe", "c3", "e800000000", "ffe0", "cd80", "0f05", "e2fe"})
  void unrolledCodeMustNotJump(String hex) {
    assertThatThrownBy(() -> MeasuredProgram.of(block(hex), Protocol.UNROLLED))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("jumps");
  }

  @Test
  void aLoopHasNoOtherJump() {
    assertThatThrownBy(() -> MeasuredProgram.of(block("7500ebfc"), Protocol.LOOP))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("at its end and to its start");
  }
}
