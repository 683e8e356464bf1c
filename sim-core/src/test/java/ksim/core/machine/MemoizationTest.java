package ksim.core.machine;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13D;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.core.exec.Stop;
import ksim.core.timing.DetailedTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what blocks did is remembered or they run each time makes no difference. */
class MemoizationTest {
  private static final long LIMIT = 300_000;
  private static final long SMALL_PAGES = 0x80_0000_0000L;
  private static final long TABLES = 0x90_0000;

  /** Runs and compares the twins of a random guest. */
  static void compareRandomLoops(String core, long seed) throws IOException {
    Twins twins = Twins.randomLoops(core, seed);
    twins.run(10_000, LIMIT);
    twins.compareSaved();
    assertThat(twins.repeated()).as("blocks repeated").isGreaterThan(250);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 8, 9, 19, 31})
  void randomGuestsTakeTheSameCycles(long seed) throws IOException {
    compareRandomLoops("skylake", seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 36})
  void soTheyDoOnAnotherCore(long seed) throws IOException {
    compareRandomLoops("goldencove,memory-renaming=0", seed);
  }

  /** With memory renaming only blocks without accesses are repeated. */
  @Test
  void soTheyDoWithMemoryRenaming() {
    Twins twins = Twins.randomLoops("skylake,memory-renaming=1", 4);
    twins.run(10_000, LIMIT);
    assertThat(twins.repeated()).isPositive();
  }

  /** The core compares by itself: a block that does something else ends in an exception. */
  @ParameterizedTest
  @ValueSource(longs = {4, 9})
  void blocksDoWhatIsRememberedOfThem(long seed) {
    RandomLoops guest = new RandomLoops(seed, 6);
    Machine compared = guest.machine(Twins.of("skylake,memoization=3", 1, 1000));
    Machine forgetting = guest.machine(Twins.of("skylake,memoization=0", 1, 1000));
    assertThat(compared.run(LIMIT)).isEqualTo(forgetting.run(LIMIT));
    assertThat(compared.timingFigures(0)).isEqualTo(forgetting.timingFigures(0));
    assertThat(((DetailedTiming) compared.timing(0)).repeatedBlocks()).isGreaterThan(250);
  }

  /** Page faults, remapping, code that changes itself, and another CPU that takes lines away. */
  @Test
  void soDoCpusThatDisturbEachOther() throws IOException {
    RandomKernel kernel = new RandomKernel(2, 100);
    Twins twins =
        new Twins("skylake", 2, 37, configuration -> kernel.machine(configuration, v -> {}));
    twins.run(20_000, 100_000_000);
    twins.compareSaved();
    assertThat(twins.repeated()).isGreaterThan(50);
  }

  /** A core that is saved is brought into another form, but goes on as if it were not. */
  @Test
  void savingChangesNothingOfWhatFollows() throws IOException {
    Machine whole = new RandomLoops(4, 3).machine(Twins.of("skylake,memoization=2", 1, 1000));
    Machine saved = new RandomLoops(4, 3).machine(Twins.of("skylake,memoization=2", 1, 1000));
    Stop stop = new Stop.Limit();
    for (long cycle = 400; stop.equals(new Stop.Limit()) && cycle < LIMIT; cycle += 1_237) {
      stop = whole.run(cycle);
      assertThat(saved.run(cycle)).isEqualTo(stop);
      assertThat(saved.elapsedCycles()).isEqualTo(whole.elapsedCycles());
      assertThat(saved.timingFigures(0)).isEqualTo(whole.timingFigures(0));
      Twins.saved(saved);
    }
    assertThat(Twins.saved(saved)).isEqualTo(Twins.saved(whole));
    assertThat(((DetailedTiming) saved.timing(0)).repeatedBlocks()).isGreaterThan(500);
  }

  /** Where the front end goes on lies farther from the last issue than 32 bits can tell. */
  @Test
  void aCoreThatIsSavedAfterALongHaltIsTheSame() throws IOException {
    Twins twins = Twins.randomLoops("skylake", 4);
    twins.run(10_000, 40_000);
    twins.forgetting().timing(0).resume(1L << 40);
    twins.remembering().timing(0).resume(1L << 40);
    twins.compareSaved();
  }

  private static long small(int page, int line) {
    return 4096L * page + 64L * line;
  }

  /**
   * In every second round a load is the fourth step towards the end of a page: the translation of
   * the next page takes the place of one that a load behind it in the block needs. In the others
   * nothing is asked for, and all loads hit.
   */
  @Test
  void askingForTheNextPageIsNotRepeated() throws IOException {
    AssembledCode code =
        Guest.assemble(
            a -> {
              a.mov(R8, SMALL_PAGES);
              a.mov(R9, qword(R8, small(1, 0))); // the second-level TLB knows it from now on
              a.mov(R13D, 40);
              Label loop = a.here("loop");
              a.lea(R12, qword(R8, small(0, 50)));
              Label chosen = a.fresh("chosen");
              a.test(R13D, 1);
              a.jcc(Condition.E, chosen);
              a.lea(R12, qword(R8, small(0, 10)));
              a.bind(chosen);
              for (int i = 0; i < 6; i++) { // they take all places that the next page can have
                for (int way = 1; way <= 4; way++) {
                  a.mov(R9, qword(R8, small(16 * way + 1, way)));
                }
                a.mov(R9, qword(R8, small(0, 10)));
              }
              a.emit("cpuid");
              Label straight = a.fresh("straight");
              a.jmp(straight);
              a.bind(straight);
              for (int line = 0; line < 6; line++) {
                a.mov(R9, qword(R12, small(0, line)));
              }
              for (int way = 1; way <= 4; way++) {
                a.mov(R9, qword(R8, small(16 * way + 1, way)));
              }
              a.emit("sub", R13D, Assembler.imm(1));
              a.jcc(Condition.NE, loop);
              a.hlt();
            });
    Twins twins = new Twins("skylake", 1, 1000, c -> withSmallPages(Guest.start(c, code)));
    twins.run(500, LIMIT);
    twins.compareSaved();
    assertThat(twins.remembering().timingFigures(0).get("dtlb prefetches")).isGreaterThan(15);
    assertThat(twins.repeated()).isGreaterThan(30);
  }

  /** Maps pages of 4 KiB. */
  private static Machine withSmallPages(Machine machine) {
    long root = machine.cpus().getFirst().control.cr3;
    machine.memory().write(root + 8 * (SMALL_PAGES >>> 39), 8, TABLES | 3);
    machine.memory().write(TABLES, 8, TABLES + 0x1003);
    machine.memory().write(TABLES + 0x1000, 8, TABLES + 0x2003);
    for (int page = 0; page < 128; page++) {
      machine.memory().write(TABLES + 0x2000 + 8L * page, 8, Guest.DATA + 4096L * page | 3);
    }
    return machine;
  }
}
