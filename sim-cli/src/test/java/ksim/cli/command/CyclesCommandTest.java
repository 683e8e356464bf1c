package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CyclesCommandTest {
  private static final String BLOCKS =
      "hex,measured_cycles,other\n4801d8,1.00,2.00\n480fafc3,3.00,3.30\n90,0.25,0.25\n";

  @TempDir private Path directory = Path.of("");
  private CommandRun ksim = new CommandRun(directory);

  @BeforeEach
  void start() {
    ksim = new CommandRun(directory);
  }

  private int cycles(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "cycles";
    System.arraycopy(args, 0, all, 1, args.length);
    return ksim.run(CommandRun.NOTHING, all);
  }

  @Test
  void printsTheCyclesOfABlock() {
    assertThat(cycles("--hex", "48 01 d8")).isZero();
    assertThat(ksim.out()).isEqualTo("4801d8,1.00\n");
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void printsTheCyclesOfAFile() throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    assertThat(cycles("--csv", "blocks.csv")).isZero();
    assertThat(ksim.out()).isEqualTo("4801d8,1.00\n480fafc3,3.00\n90,0.25\n");
    ksim.type(BLOCKS);
    assertThat(cycles("--csv", "-", "--out", "cycles.csv")).isZero();
    assertThat(ksim.out()).isEmpty();
    assertThat(ksim.read("cycles.csv")).isEqualTo("4801d8,1.00\n480fafc3,3.00\n90,0.25\n");
  }

  @Test
  void blocksThatCannotBeMeasuredAreNamed() throws IOException {
    ksim.write("blocks.csv", "hex\n4801d8\n\n06\nebfe\n0f0b\n90\n");
    assertThat(cycles("--csv", "blocks.csv")).isZero();
    assertThat(ksim.out()).isEqualTo("4801d8,1.00\n06,\nebfe,\n0f0b,\n90,0.25\n");
    assertThat(ksim.err().lines())
        .containsExactly(
            "blocks.csv:4: not measured: no instruction at offset 0: 06",
            "blocks.csv:5: not measured: at offset 0: jmp    0x0 jumps; unrolled code goes on"
                + " behind itself",
            "blocks.csv:6: not measured: at offset 0: ud2 raises #UD");
  }

  /** RDSSPQ, of which nothing was measured; the next one is an addition. */
  @Test
  void blocksWithAGuessedCostAreNamed() throws IOException {
    assertThat(cycles("--hex", "f3480f1ec8 4801c8")).isZero();
    assertThat(ksim.out()).isEqualTo("f3480f1ec84801c8,1.00\n");
    assertThat(ksim.err())
        .isEqualTo(
            "ksim: note: --hex: 1 of 2 instructions has no measured figure: its cost is a guess;"
                + " --explain says of which\n");
    ksim.write("f.csv", "hex,measured_cycles\n90,0.25\nf3480f1ec8f3480f1ec8,1.00\n");
    assertThat(cycles("--csv", "f.csv")).isZero();
    assertThat(ksim.err())
        .isEqualTo(
            "f.csv:3: note: 2 of 2 instructions have no measured figure: their cost is a guess\n");
    assertThat(cycles("--csv", "f.csv", "--format", "json")).isZero();
    assertThat(ksim.out())
        .contains("\"instructionsWithoutFigure\" : 0", "\"instructionsWithoutFigure\" : 2");
    assertThat(cycles("--score", "f.csv")).isZero();
    assertThat(ksim.out()).contains("1 of them with instructions that have no measured figure");
    assertThat(cycles("--score", "f.csv", "--format", "json")).isZero();
    assertThat(ksim.out()).contains("\"withoutFigure\" : 1");
    assertThat(cycles("--hex", "f3480f1ec8", "--timing", "none")).isZero();
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void aBlockThatCannotBeMeasuredIsBadInput() {
    assertThat(cycles("--hex", "0f0b")).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.out()).isEmpty();
    assertThat(ksim.err()).isEqualTo("ksim: error: --hex: at offset 0: ud2 raises #UD\n");
  }

  @Test
  void aFileWithMistakesIsNotMeasuredAtAll() throws IOException {
    ksim.write("blocks.csv", "hex\n90\n9x\n123\n90;1\n");
    assertThat(cycles("--csv", "blocks.csv", "--out", "cycles.csv")).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err())
        .contains("blocks.csv:3:1: error: found 'x' at digit 2")
        .contains("blocks.csv:4:1: error: found 3 hex digits")
        .containsPattern("blocks.csv:5:1: error: found ';' .*; columns are separated by commas\n")
        .endsWith("3 errors, nothing was measured\n");
    assertThat(Files.exists(directory.resolve("cycles.csv"))).isFalse();
  }

  @Test
  void scoresAFile() throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    assertThat(cycles("--score", "blocks.csv", "--worst", "1", "--group", "mnemonic")).isZero();
    assertThat(ksim.out())
        .startsWith("3 blocks compared\n")
        .containsPattern("ksim +0.00% +[+]0.00% +1.0000")
        .containsPattern("other +36.67% +[+]36.67% +1.0000")
        .containsPattern("[+-]0.0% +[0-9.]+ +[0-9.]+ +(4801d8|480fafc3|90)\n");
  }

  @Test
  void saysWhatHasChanged() throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    ksim.write("old.csv", "4801d8,1.50\n480fafc3,3.00\n");
    assertThat(cycles("--score", "blocks.csv", "--compare", "old.csv")).isZero();
    assertThat(ksim.out())
        .containsPattern("before +25.00%")
        .contains("2 blocks predicted before too: 1 better, 0 worse, 1 alike\n");
  }

  @Test
  void earlierPredictionsMayBeScoresAndAreFoundHoweverTheyAreWritten() throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    assertThat(cycles("--score", "blocks.csv", "--format", "csv", "--out", "old.csv")).isZero();
    assertThat(cycles("--score", "blocks.csv", "--compare", "old.csv")).isZero();
    assertThat(ksim.out()).contains("3 blocks predicted before too: 0 better, 0 worse, 3 alike\n");
    ksim.write("old.csv", "48 01 D8,1.50\n0f0b,\n");
    assertThat(cycles("--score", "blocks.csv", "--compare", "old.csv")).isZero();
    assertThat(ksim.out()).contains("1 block predicted before too: 1 better, 0 worse, 0 alike\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hex,measured_cycles#90,1 | old.csv: error: found the columns 'measured_cycles', expected"
            + " 'cycles' or 'predicted_cycles'; expected lines 'hex,cycles'",
        "hex,cycles#90,1#90,fast  | old.csv:3:4: error: found 'fast', expected cycles above 0",
        "hex,x,cycles#90,1,-2     | old.csv:2:6: error: found '-2', expected cycles above 0",
        "90,1#480fafc3            | old.csv:2:9: error: found no cycles behind the block",
        "90,#480fafc3,            | old.csv: error: found no block with cycles",
        "9090,1                   | old.csv: error: found none of the blocks that are compared",
        "90,1#9x,1                | old.csv:2:1: error: found 'x' at digit 2",
        "#                        | old.csv: error: found no block",
      })
  void aFileOfEarlierPredictionsIsChecked(String file, String message) throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    ksim.write("old.csv", file.replace('#', '\n') + "\n");
    assertThat(cycles("--score", "blocks.csv", "--compare", "old.csv")).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err()).startsWith(message).endsWith("1 error, nothing was measured\n");
    assertThat(ksim.out()).isEmpty();
  }

  @Test
  void scoresAsCommaSeparatedValues() throws IOException {
    ksim.write("blocks.csv", BLOCKS);
    assertThat(cycles("--score", "blocks.csv", "--format", "csv")).isZero();
    assertThat(ksim.out())
        .isEqualTo(
            """
            hex,predicted_cycles,measured_cycles,error_percent
            4801d8,1.00,1.00,0.00
            480fafc3,3.00,3.00,0.00
            90,0.25,0.25,0.00
            """);
  }

  @Test
  void anOrderOfBlocksThatAreAlikeIsNone() throws IOException {
    ksim.write("f.csv", "hex,measured_cycles\n90,0.25\n90,0.25\n");
    assertThat(cycles("--score", "f.csv")).isZero();
    assertThat(ksim.out()).containsPattern("ksim +0.00% +[+]0.00% +- ");
    assertThat(cycles("--score", "f.csv", "--format", "json")).isZero();
    assertThat(ksim.out()).contains("\"kendallTau\" : null");
  }

  @Test
  void aScoreNeedsABlock() throws IOException {
    ksim.write("f.csv", "hex,measured_cycles\n0f0b,1\n90,0\n90,NaN\n90,Infinity\n");
    assertThat(cycles("--score", "f.csv", "--out", "o.txt")).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err()).contains("f.csv: error: found no block that can be compared");
    assertThat(Files.exists(directory.resolve("o.txt"))).isFalse();
  }

  @Test
  void explainsABlock() {
    assertThat(cycles("--hex", "4801d8480fafc3", "--explain", "--timeline")).isZero();
    assertThat(ksim.out())
        .startsWith("4801d8480fafc3, core skylake, unrolled\n4.00 cycles an iteration")
        .contains("dependence chain 1 -> 2")
        .contains("imul   %rbx,%rax")
        .contains("iter inst port");
  }

  @Test
  void explainsALoop() {
    assertThat(cycles("--hex", "4801d8", "--loop", "--explain", "--format", "json")).isZero();
    assertThat(ksim.out()).contains("\"protocol\" : \"loop\"", "\"bottleneck\" : \"dependence");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                               | expected --hex, --csv or --score",
        "--hex 90 --csv f                 | ksim: error: --hex=HEX, --csv=FILE are mutually"
            + " exclusive",
        "--hex 90 --hex 48                | error: found more than one of --hex=HEX",
        "--hex 9                          | --hex: found 1 hex digit,",
        "--hex ''                         | --hex: found no bytes",
        "--csv missing.csv                | missing.csv: error: no such file",
        "--csv .                          | .: error: found a directory",
        "--hex 90 --core atom             | --core: found 'atom'; known: skylake, goldencove",
        "--hex 90 --core Skylake          | --core: found 'Skylake'; did you mean 'skylake'?",
        "--hex 90 --core skylake,issuewidth=3 | no parameter 'issuewidth'; did you mean"
            + " 'issue-width'?",
        "4801d8                           | found '4801d8' without an option; a block is given as"
            + " --hex '4801d8'",
        "--hex 48ffc875fb                 | a block that is a loop is measured with --loop",
        "--hex 4801d848                   | the block ends inside the instruction at offset 3: 48",
        "--hex 90 --core skylake,x=1      | has no parameter 'x'",
        "--hex 90 --core skylake,issue-width=0 | expected issue-width=NUMBER, from 1 to 64",
        "--hex 90 --core skylake,scheduler=2 | scheduler at least that",
        "--hex 90 --core skylake,issue-width=-1 | expected issue-width=NUMBER, from 1 to 64",
        "--hex 90 --core skylake,l1-ways=3 | core skylake,l1-ways=3 cannot be built: 32768 bytes in"
            + " 3 ways",
        "--score f.csv --worst -1              | --worst: found '-1'",
        "--hex 90 --format xml            | --format: found 'xml'",
        "--hex 90 --explain --timing fast | only with --timing detailed",
        "--hex 90 --timeline --iterations 0 | --iterations: found '0'",
        "--hex 90 --explain --format csv  | --format: csv is for --csv and --score",
        "--csv f.csv --explain            | --explain: only with --hex",
        "--score f.csv --timeline         | --timeline: only with --hex",
        "--hex 90 --group form            | --group: only with --score",
        "--csv f.csv --worst 3            | --worst: only with --score",
        "--hex 90 --iterations 3          | --iterations: only with --timeline",
        "--score f.csv --compare none.csv | none.csv: error: no such file",
        "--score - --compare -            | --compare: standard input is read by --score already",
        "--score f.csv --group colour     | --group: found 'colour'",
        "--csv f.csv --format html        | --format: html is for --explain and --timeline",
      })
  void badUsageIsExplained(String args, String message) throws IOException {
    ksim.write("f.csv", BLOCKS);
    String[] words =
        args.isEmpty() ? new String[0] : args.replace("''", " ").split(" +(?=\\S|$)", -1);
    assertThat(cycles(words)).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err()).contains(message);
    assertThat(ksim.out()).isEmpty();
  }

  @Test
  void aScoreNeedsMeasuredCycles() throws IOException {
    ksim.write("f.csv", "hex,cycles\n90,1\n");
    assertThat(cycles("--score", "f.csv")).isEqualTo(ExitCode.USAGE);
    assertThat(ksim.err())
        .contains("f.csv: error: found the columns 'cycles', expected 'measured_cycles'");
  }
}
