package ksim.cli.cycles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Protocol;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/**
 * A sample of the blocks that BHive measured on a Skylake. The whole file takes a minute: {@code
 * ksim cycles --score ../shared/timing/bhive-skylake-open-clean.csv}.
 */
class BhiveSampleTest {
  private static final Path DIRECTORY = Path.of("../../shared/timing");
  private static final int EVERY = 70;

  private static List<Score> scores(String name, int first) throws IOException {
    Path file = DIRECTORY.resolve(name);
    assumeTrue(Files.exists(file), () -> file + " is not there");
    BlockFile all = ((BlockFile.Result.Read) BlockFile.read(name, Files.readString(file))).file();
    List<BlockLine> sample =
        IntStream.range(0, all.lines().size())
            .filter(i -> i % EVERY == first)
            .mapToObj(all.lines()::get)
            .toList();
    Meter meter = new Meter("skylake", TimingLevel.DETAILED, Protocol.UNROLLED);
    List<BlockResult> results = sample.stream().map(line -> BlockResult.of(line, meter)).toList();
    ScoredBlocks scored = ScoredBlocks.of(all, results);
    assertThat(scored.refused()).isEmpty();
    assertThat(scored.unmeasured()).isZero();
    assertThat(scored.results()).hasSize(sample.size());
    return scored.scores("ksim");
  }

  @Test
  void agreesWithAMeasuredSkylakeBetterThanOthersDo() throws IOException {
    List<Score> scores = scores("bhive-skylake-open-clean.csv", 17);
    Score score = scores.getFirst();
    assertThat(score.mape()).isLessThan(8);
    assertThat(score.tau()).isGreaterThan(0.92);
    assertThat(Math.abs(score.bias())).isLessThan(6);
    Score others =
        scores.stream().filter(s -> s.name().equals("llvm_mca_cycles")).findFirst().orElseThrow();
    assertThat(score.mape()).isLessThan(others.mape() / 2);
    assertThat(score.tau()).isGreaterThan(others.tau());
  }

  @Test
  void agreesWhereBlocksAliasOrDivide() throws IOException {
    Score score = scores("bhive-skylake-open.csv", 31).getFirst();
    assertThat(score.mape()).isLessThan(14);
    assertThat(score.tau()).isGreaterThan(0.9);
  }
}
