package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "loop-buffer=1,loop-buffer-iterations=3; 15",
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

  /** Of such sizes what the pipeline counts, and tells of itself, would be wrong. */
  @ParameterizedTest
  @ValueSource(strings = {"reorder-buffer=3", "scheduler=3", "scheduler=240", "issue-width=60"})
  void sizesThatDoNotFitTogetherAreRefused(String parameters) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Twins.randomLoops("skylake," + parameters, 0))
        .withMessageContaining("issue-width");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memoization=4", "branch-table-bits=21", "indirect-table-bits=124"})
  void whatNoCoreHasIsRefusedByName(String parameter) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomLoops(0, 1).machine(Twins.of("skylake," + parameter, 1, 1000)))
        .withMessageContaining(parameter.substring(0, parameter.indexOf('=')));
  }
}
