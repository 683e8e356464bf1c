package ksim.cli.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ksim.core.bench.Benchmark;
import ksim.core.boot.BadImage;
import ksim.core.timing.TimingLevel;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

/**
 * What code costs is what was approved: a change of the timing models is seen, section by section,
 * before it is taken.
 *
 * <p>A normal run looks at the mix of {@code ksim bench}. With {@code mvn -Pgolden test} the
 * benchmark kernel of {@code ../shared/bench} and the score of the measured blocks are looked at
 * too; that takes minutes. With {@code -Dksim.approve=true} the figures are written anew; in either
 * case those that differ are printed, approved and new.
 */
class GoldenCyclesTest {
  private static final long INSTRUCTIONS = 200_000;
  private static final Path SHARED = Path.of("..", "..", "shared");

  @Test
  void theBuiltInMixCostsWhatItDid() throws IOException {
    Map<String, String> measured = new LinkedHashMap<>();
    for (TimingLevel timing : List.of(TimingLevel.FAST, TimingLevel.DETAILED)) {
      for (String core : CoreDescription.names()) {
        for (Benchmark.Cost cost : Benchmark.count(timing, core, INSTRUCTIONS)) {
          String level = timing.name().toLowerCase(Locale.ROOT);
          measured.put(
              GoldenFigures.name("ksim bench", cost.name(), core, level),
              Long.toString(cost.cycles()));
        }
      }
    }
    check(measured);
  }

  @Test
  void theBenchmarkKernelCostsWhatItDid() throws IOException, BadImage {
    assumeTrue(Boolean.getBoolean("ksim.golden"), "takes minutes: mvn -Pgolden test");
    Path image = SHARED.resolve("bench").resolve("kernel-s1.elf");
    assumeTrue(Files.exists(image), "the benchmark kernel is not here: " + image);
    Map<String, String> measured = new LinkedHashMap<>();
    KernelCycles.measure(image, "skylake", TimingLevel.FAST, measured);
    for (String core : CoreDescription.names()) {
      KernelCycles.measure(image, core, TimingLevel.DETAILED, measured);
    }
    check(measured);
  }

  @Test
  void measuredBlocksArePredictedAsWellAsTheyWere() throws IOException {
    assumeTrue(Boolean.getBoolean("ksim.golden"), "takes minutes: mvn -Pgolden test");
    Path directory = SHARED.resolve("timing");
    assumeTrue(Files.isDirectory(directory), "the measured blocks are not here: " + directory);
    Map<String, String> measured = new LinkedHashMap<>();
    for (String file : List.of("bhive-skylake-open-clean.csv", "bhive-skylake-open.csv")) {
      BlockScore.measure(directory.resolve(file), "skylake", measured);
    }
    check(measured);
  }

  private static void check(Map<String, String> measured) throws IOException {
    List<String> differences = GoldenFigures.differences(GoldenFigures.read(), measured);
    if (!differences.isEmpty()) {
      System.out.println(GoldenFigures.heading());
      differences.forEach(System.out::println);
    }
    if (Boolean.getBoolean("ksim.approve")) {
      GoldenFigures.approve(measured);
    } else {
      assertThat(differences).as("approve wanted changes with -Dksim.approve=true").isEmpty();
    }
  }
}
