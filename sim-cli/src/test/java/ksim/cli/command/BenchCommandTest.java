package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private final CommandRun ksim = new CommandRun(Path.of(""));

  private int bench(String line) {
    return ksim.run(CommandRun.NOTHING, ("bench " + line).split(" ", -1));
  }

  @Test
  void measuresALevelAndACore() {
    assertThat(bench("--seconds 0.01 --timing fast --core goldencove,branch-mispredict=9"))
        .isZero();
    assertThat(ksim.out())
        .startsWith("timing fast, core goldencove,branch-mispredict=9, million guest instructions ")
        .contains("\n  integer loops ", "\n  geometric mean ");
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void aCoreIsNotNamedWhereItDoesNotMatter() {
    assertThat(bench("--seconds 0.01 --timing none --core goldencove")).isZero();
    assertThat(ksim.out()).startsWith("timing none, million guest instructions per second\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--core atom | --core: found 'atom'; known: skylake, goldencove",
        "--core skylake,issuewidth=3 | did you mean 'issue-width'?",
        "--core skylake,l1-ways=3 | core skylake,l1-ways=3 cannot be built: 32768 bytes in",
        "--seconds 0 | --seconds: found 0.0, expected 0.01 to 3600",
        "--timing slow | --timing: found 'slow', expected none, fast or detailed",
      })
  void rejectsBadUsage(String line, String message) {
    assertThat(bench(line)).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err()).contains(message).contains("see 'ksim bench --help'");
    assertThat(ksim.out()).isEmpty();
  }
}
