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

/** What {@link MemoizationTest} says holds of cores with unusual parameters. */
class MemoizationCoresTest {
  /** Whatever is small or short makes other cycles the ones that decide. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "issue-to-start=1; 4",
        "load-buffer=5; 28",
        "load-buffer=9; 108",
        "store-buffer=3; 4",
        "reorder-buffer=4,retire-width=3; 1",
        "retire-width=64; 1",
        "scheduler=9; 4",
        "loop-buffer=1,loop-buffer-iterations=2,uop-queue=8; 5",
        "uop-cache=0; 4",
        "uop-cache-ways=3,uop-cache-sets=2; 1",
        "uop-queue=7,instruction-queue=6; 4",
        "issue-width=1; 4",
        "move-slots=1,late-source=3; 1",
        "forward-latency=64,memory-order-clear=1; 8",
        "l1-bytes=2048,dtlb-entries=4; 4",
        "microcode-width=1,length-changing-prefix=40; 1",
      })
  void randomGuestsTakeTheSameCycles(String parameters, long seed) throws IOException {
    MemoizationTest.compareRandomLoops("skylake," + parameters, seed);
  }

  /**
   * High bytes are read that come one cycle after their registers, and these may be ready in the
   * cycle in which the reading instruction and the branch before it are issued.
   */
  @Test
  void highBytesComeAsLate() throws IOException {
    AssembledCode code = Guest.assemble(MemoizationCoresTest::readHighBytes);
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
