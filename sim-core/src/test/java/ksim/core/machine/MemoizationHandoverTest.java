package ksim.core.machine;

import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.RAX;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks that run find what those left that were repeated before them. */
class MemoizationHandoverTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "ports=8; 0",
        "uop-cache=0; 1",
        "move-slots=2,vector-move-slots=2; 2",
        "loop-buffer=1,loop-buffer-iterations=3; 3",
        "issue-to-start=1; 4",
      })
  void blocksThatRunFindWhatRepeatedOnesLeave(String parameters, long seed) throws IOException {
    RandomHandovers guest = new RandomHandovers(seed, 60);
    Twins twins = new Twins("skylake," + parameters, 1, 1000, guest::machine);
    twins.run(10_000, 1_000_000);
    twins.compareSaved();
    assertThat(twins.repeated()).isGreaterThan(500);
  }

  /**
   * High bytes are read that come one cycle after their registers, and these may be ready in the
   * cycle in which the reading instruction and the branch before it are issued.
   */
  @Test
  void highBytesComeAsLate() throws IOException {
    AssembledCode code = Guest.assemble(MemoizationHandoverTest::readHighBytes);
    Twins twins = new Twins("skylake,issue-to-start=1", 1, 1000, c -> Guest.start(c, code));
    twins.run(500, 100_000);
    twins.compareSaved();
    assertThat(twins.repeated()).isGreaterThan(1000);
  }

  private static void readHighBytes(Assembler a) {
    for (int distance = 0; distance < 48; distance++) {
      a.mov(R13D, 40);
      Label loop = a.fresh("loop");
      a.bind(loop);
      a.add(RAX, 1);
      for (int i = 0; i < distance / 4; i++) {
        a.emit("nop");
      }
      Label never = a.fresh("never");
      a.test(R13D, R13D);
      a.jcc(Condition.S, never);
      a.db(0x00, 0xe2); // add dl, ah
      a.add(RAX, 1);
      for (int i = 0; i < distance % 4; i++) {
        a.emit("nop");
      }
      a.bind(never);
      a.emit("sub", R13D, Assembler.imm(1));
      a.jcc(Condition.NE, loop);
    }
    a.hlt();
  }
}
