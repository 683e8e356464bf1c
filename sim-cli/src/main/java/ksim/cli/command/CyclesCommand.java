package ksim.cli.command;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import ksim.cli.cycles.BlockFile;
import ksim.cli.cycles.BlockLine;
import ksim.cli.cycles.BlockResult;
import ksim.cli.cycles.EarlierPredictions;
import ksim.cli.cycles.ErrorGroups;
import ksim.cli.cycles.ExplanationHtml;
import ksim.cli.cycles.ExplanationJson;
import ksim.cli.cycles.ExplanationText;
import ksim.cli.cycles.Score;
import ksim.cli.cycles.ScoreText;
import ksim.cli.cycles.ScoredBlocks;
import ksim.cli.cycles.TimelineText;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.diag.Style;
import ksim.cli.exec.CommandLineValues;
import ksim.cli.exec.MalformedValue;
import ksim.core.cycles.CodeBlock;
import ksim.core.cycles.Explanation;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Refusal;
import ksim.core.cycles.RefusedException;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ksim cycles}. */
@Command(
    name = "cycles",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Cycles per iteration of a block of machine code in the steady state, measured on the",
      "simulated core as BHive measured blocks on hardware: the body unrolled, all registers",
      "0x2324000, all pages that it touches one frame filled with that value. See",
      "sim-cli/docs/cycles.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim cycles --hex '48 01 d8 48 0f af c3'",
      "  ksim cycles --csv blocks.csv --out cycles.csv",
      "  ksim cycles --score bhive-skylake-open-clean.csv --worst 20"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done",
      "2:bad usage or bad input, or the block cannot be measured",
      "70:an error in ksim itself; please report it"
    })
final class CyclesCommand implements Callable<Integer> {
  private static final int TEXT_ITERATIONS = 3;
  private static final int HTML_ITERATIONS = 10;

  /** What is measured. */
  private static final class Source {
    @Option(
        names = "--hex",
        paramLabel = "HEX",
        description = "A block in hexadecimal; blanks between digits do not count.")
    private Optional<String> hex = Optional.empty();

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = {
          "Blocks, one a line, in the first column of FILE; prints one line 'hex,cycles' each.",
          "'-' reads standard input."
        })
    private Optional<String> csv = Optional.empty();

    @Option(
        names = "--score",
        paramLabel = "FILE",
        description = {
          "Compares the blocks of FILE with its column 'measured_cycles': mean absolute error in",
          "percent (MAPE), Kendall's tau-b, quantiles; and so the predictions in its other columns."
        })
    private Optional<String> score = Optional.empty();
  }

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Mixin private CyclesOptions options = new CyclesOptions();

  @Mixin private TimingOption timing = new TimingOption();

  private final Console console;

  CyclesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      if (source.hex.isPresent()) {
        return single(source.hex.get());
      }
      return source.csv.isPresent() ? list(source.csv.get()) : score(source.score.orElseThrow());
    } catch (UsageException e) {
      throw timing.usage(e.getMessage() == null ? "bad usage" : e.getMessage());
    }
  }

  private TimingLevel level() {
    return timing.level().orElse(TimingLevel.DETAILED);
  }

  private Meter meter() {
    return new Meter(options.core(), level(), options.protocol());
  }

  private int single(String hex) {
    byte[] code;
    try {
      code = CommandLineValues.bytes(hex);
    } catch (MalformedValue e) {
      throw new UsageException("--hex: " + e.text());
    }
    String shown = hex.replaceAll("\\s", "");
    if (options.explain() || options.timeline()) {
      return explain(shown, code);
    }
    BlockResult result = BlockResult.of(new BlockLine(0, shown, code, List.of()), meter());
    if (result.refusal().isPresent()) {
      console.err().println("ksim: error: --hex: " + text(result.refusal().get()));
      console.err().flush();
      return ExitCode.USAGE;
    }
    return options.write(console, line(result)) ? ExitCode.OK : ExitCode.USAGE;
  }

  private void requireDetailed(String option) {
    if (level() != TimingLevel.DETAILED) {
      throw new UsageException(option + ": only with --timing detailed");
    }
  }

  private int explain(String hex, byte[] code) {
    requireDetailed("--explain and --timeline");
    Explanation explanation;
    try {
      explanation = meter().explain(CodeBlock.of(code));
    } catch (RefusedException e) {
      console.err().println("ksim: error: --hex: " + text(e.refusal()));
      console.err().flush();
      return ExitCode.USAGE;
    }
    String protocol = options.protocol().name().toLowerCase(Locale.ROOT);
    String title = "%s, core %s, %s".formatted(hex, options.core(), protocol);
    Style style = options.style(console);
    String text =
        switch (options.format()) {
          case JSON -> ExplanationJson.of(explanation, hex, options.core(), protocol);
          case HTML -> ExplanationHtml.of(explanation, title, options.iterations(HTML_ITERATIONS));
          case TEXT ->
              (options.explain() ? ExplanationText.of(explanation, title, style) : "")
                  + (options.explain() && options.timeline() ? "\n" : "")
                  + (options.timeline()
                      ? TimelineText.of(explanation, options.iterations(TEXT_ITERATIONS), style)
                      : "");
          case CSV -> throw new UsageException("--format: csv is for --score");
        };
    return options.write(console, text) ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String line(BlockResult result) {
    String cycles =
        result.cycles().isPresent() ? BlockResult.text(result.cycles().getAsDouble()) : "";
    return result.line().hex() + "," + cycles + "\n";
  }

  private static String text(Refusal refusal) {
    return refusal.text();
  }

  private int list(String file) {
    Optional<BlockFile> blocks = read(file);
    if (blocks.isEmpty()) {
      return ExitCode.USAGE;
    }
    Meter meter = meter();
    List<BlockResult> results =
        BlockRun.measure(blocks.get().lines(), line -> BlockResult.of(line, meter));
    String lines = results.stream().map(CyclesCommand::line).collect(Collectors.joining());
    if (!options.write(console, lines)) {
      return ExitCode.USAGE;
    }
    reportRefused(file, results);
    return ExitCode.OK;
  }

  private int score(String file) {
    Optional<BlockFile> blocks = read(file);
    if (blocks.isEmpty()) {
      return ExitCode.USAGE;
    }
    if (blocks.get().column(Score.MEASURED) < 0) {
      return reject(
          List.of(
              Problem.ofFile(
                  file,
                  "found no column '" + Score.MEASURED + "'",
                  "columns are named in the first line")));
    }
    Optional<BlockFile> earlier = options.compare().flatMap(this::read);
    if (options.compare().isPresent() && earlier.isEmpty()) {
      return ExitCode.USAGE;
    }
    Meter meter = meter();
    boolean explained = options.groupsByBottleneck();
    if (explained) {
      requireDetailed("--group bottleneck");
    }
    List<BlockResult> results =
        BlockRun.measure(
            blocks.get().lines(),
            line -> explained ? BlockResult.explained(line, meter) : BlockResult.of(line, meter));
    reportRefused(file, results);
    ScoredBlocks scored = ScoredBlocks.of(blocks.get(), results);
    if (options.format() == CyclesOptions.Format.CSV) {
      return options.write(console, scored.csv()) ? ExitCode.OK : ExitCode.USAGE;
    }
    ScoreText.Detail detail =
        new ScoreText.Detail(
            options.worst(),
            options.group().map(keys -> ErrorGroups.of(scored, keys)).orElse(List.of()),
            earlier.map(old -> EarlierPredictions.of(scored, old)));
    String text = ScoreText.of(scored, "ksim", detail, options.style(console));
    return options.write(console, text) ? ExitCode.OK : ExitCode.USAGE;
  }

  private void reportRefused(String file, List<BlockResult> results) {
    console.out().flush();
    for (BlockResult result : results) {
      result
          .refusal()
          .ifPresent(
              refusal ->
                  console
                      .err()
                      .printf(
                          "%s:%d: not measured: %s%n",
                          name(file), result.line().number(), text(refusal)));
    }
    console.err().flush();
  }

  private static String name(String file) {
    return file.equals("-") ? "standard input" : file;
  }

  private Optional<BlockFile> read(String file) {
    String text;
    try {
      text =
          file.equals("-")
              ? new String(console.in().readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(console.directory().resolve(file));
    } catch (IOException e) {
      reject(List.of(Problem.ofFile(name(file), reason(e, file), "")));
      return Optional.empty();
    }
    return switch (BlockFile.read(name(file), text)) {
      case BlockFile.Result.Read read -> Optional.of(read.file());
      case BlockFile.Result.Refused refused -> {
        reject(refused.problems());
        yield Optional.empty();
      }
    };
  }

  private String reason(IOException e, String file) {
    Path path = console.directory().resolve(file);
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case MalformedInputException _ -> "is not text in UTF-8";
      default -> Files.isDirectory(path) ? "no file" : "cannot be read: " + e.getMessage();
    };
  }

  private int reject(List<Problem> problems) {
    Style style = options.errorStyle(console);
    ProblemRenderer renderer = new ProblemRenderer(style);
    problems.forEach(problem -> console.err().print(renderer.render(problem)));
    int count = problems.size();
    console.err().println(count + (count == 1 ? " error, " : " errors, ") + "nothing was measured");
    console.err().flush();
    return ExitCode.USAGE;
  }
}
