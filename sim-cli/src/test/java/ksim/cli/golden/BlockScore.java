package ksim.cli.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ksim.cli.cycles.BlockFile;
import ksim.cli.cycles.BlockResult;
import ksim.cli.cycles.Score;
import ksim.cli.cycles.ScoredBlocks;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Protocol;
import ksim.core.timing.TimingLevel;

/** How well measured blocks are predicted, as {@code ksim cycles --score} says. */
final class BlockScore {
  private BlockScore() {}

  /**
   * Scores the blocks of a file.
   *
   * @param file the file
   * @param figures gets mean absolute error in percent and Kendall's tau
   */
  static void measure(Path file, String core, Map<String, String> figures) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (!(BlockFile.read(name, Files.readString(file)) instanceof BlockFile.Result.Read read)) {
      throw new IOException(file + " is no file of blocks");
    }
    Meter meter = new Meter(core, TimingLevel.DETAILED, Protocol.UNROLLED);
    List<BlockResult> results =
        read.file().lines().parallelStream().map(line -> BlockResult.of(line, meter)).toList();
    Score score = ScoredBlocks.of(read.file(), results).scores("ksim").getFirst();
    put(figures, name, "MAPE %", core, score.mape());
    put(figures, name, "tau", core, score.tau());
  }

  private static void put(
      Map<String, String> figures, String name, String part, String core, double value) {
    figures.put(
        GoldenFigures.name(name, part, core, "detailed"),
        String.format(Locale.ROOT, "%.4f", value));
  }
}
