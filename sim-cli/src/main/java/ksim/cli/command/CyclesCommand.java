package ksim.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.command.CyclesOptions.Format;
import ksim.cli.cycles.BlockFile;
import ksim.cli.cycles.BlockLine;
import ksim.cli.cycles.BlockResult;
import ksim.cli.cycles.EarlierCycles;
import ksim.cli.cycles.EarlierPredictions;
import ksim.cli.cycles.ErrorGroups;
import ksim.cli.cycles.ExplanationHtml;
import ksim.cli.cycles.ExplanationJson;
import ksim.cli.cycles.ExplanationText;
import ksim.cli.cycles.ResultList;
import ksim.cli.cycles.Score;
import ksim.cli.cycles.ScoreDetail;
import ksim.cli.cycles.ScoreJson;
import ksim.cli.cycles.ScoreText;
import ksim.cli.cycles.ScoredBlocks;
import ksim.cli.cycles.TimelineText;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Problem;
import ksim.cli.diag.Style;
import ksim.cli.exec.CommandLineValues;
import ksim.cli.exec.MalformedValue;
import ksim.cli.yaml.Machines;
import ksim.core.cycles.CodeBlock;
import ksim.core.cycles.Explanation;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Protocol;
import ksim.core.cycles.Refusal;
import ksim.core.cycles.RefusedException;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      "  ksim cycles --hex '48 01 d8 48 0f af c3' --explain",
      "  ksim cycles --hex 48ffc875fb --loop --timeline --format html --out timeline.html",
      "  ksim cycles --csv blocks.csv --out cycles.csv",
      "  ksim cycles --score bhive-skylake-open-clean.csv --worst 20"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done; blocks of a file that cannot be measured are named and have no cycles",
      "2:bad usage or bad input, or the block cannot be measured",
      "70:an error in ksim itself; please report it"
    })
final class CyclesCommand implements Callable<Integer> {
  private static final int SHOWN = 40;
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
        description =
            "Blocks, one a line, in the first column of FILE; prints one line 'hex,cycles'"
                + " each. '-' reads standard input.")
    private Optional<String> csv = Optional.empty();

    @Option(
        names = "--score",
        paramLabel = "FILE",
        description =
            "Compares the blocks of FILE with its column 'measured_cycles': mean absolute"
                + " error in percent (MAPE), Kendall's tau-b, quantiles; and so the predictions"
                + " in its other columns.")
    private Optional<String> score = Optional.empty();
  }

  @ArgGroup private Source source = new Source();

  /** There are none; who writes one is told what is missing before it. */
  @Parameters(hidden = true, arity = "0..*")
  private List<String> words = List.of();

  @Mixin private ExplainOptions explain = new ExplainOptions();

  @Mixin private ScoreOptions scoring = new ScoreOptions();

  @Mixin private CyclesOptions options = new CyclesOptions();

  @Mixin private TimingOption timing = new TimingOption();

  private final Console console;

  CyclesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      if (!words.isEmpty()) {
        String found = Printable.shortened(words.getFirst(), SHOWN);
        throw new UsageException(
            "found '%s' without an option; a block is given as --hex '%s', a file with --csv"
                .formatted(found, found));
      }
      options.checkOut(console);
      if (source.hex.isPresent()) {
        scoring.requireUnused();
        return single(source.hex.get());
      }
      if (source.csv.isEmpty() && source.score.isEmpty()) {
        throw new UsageException("found no block, expected --hex, --csv or --score");
      }
      explain.requireUnused();
      if (options.format() == Format.HTML) {
        throw new UsageException("--format: html is for --explain and --timeline");
      }
      return source.csv.isPresent() ? list(source.csv.get()) : score(source.score.orElseThrow());
    } catch (UsageException e) {
      throw timing.usage(e.getMessage() == null ? "bad usage" : e.getMessage());
    }
  }

  private TimingLevel level() {
    return timing.level().orElse(TimingLevel.DETAILED);
  }

  private void requireDetailed(String option) {
    if (level() != TimingLevel.DETAILED) {
      throw new UsageException(option + ": only with --timing detailed");
    }
  }

  private Meter meter() {
    Machines.coreProblem(options.core())
        .ifPresent(
            problem -> {
              throw new UsageException("--core: " + problem);
            });
    try {
      return new Meter(options.core(), level(), options.protocol());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--core: " + e.getMessage());
    }
  }

  private BlockInput input() {
    return new BlockInput(console, options.errorStyle(console));
  }

  // ---- one block -------------------------------------------------------------------------------

  private int single(String hex) {
    try {
      byte[] code = CommandLineValues.bytes(hex);
      String shown = hex.replaceAll("\\s", "");
      boolean page = options.format() == Format.HTML;
      explain.check(page);
      return explain.explain() || explain.timeline() || page
          ? explain(shown, code)
          : measure(shown, code);
    } catch (MalformedValue e) {
      throw new UsageException("--hex: " + e.text() + "; such as '48 01 d8'");
    } catch (RefusedException e) {
      console.err().println("ksim: error: --hex: " + e.refusal().located());
      if (e.refusal().kind() == Refusal.Kind.JUMP && options.protocol() == Protocol.UNROLLED) {
        console.err().println("a block that is a loop is measured with --loop");
      }
      console.err().flush();
      return ExitCode.USAGE;
    }
  }

  private int measure(String hex, byte[] code) throws RefusedException {
    BlockResult result = BlockResult.measured(new BlockLine(0, hex, hex, code, List.of()), meter());
    int written = options.write(console, text(List.of(result)));
    if (result.withoutFigure() > 0) {
      console.err().println("ksim: note: --hex: " + result.guess() + "; --explain says of which");
      console.err().flush();
    }
    return written;
  }

  private String text(List<BlockResult> results) {
    return options.format() == Format.JSON ? ResultList.json(results) : ResultList.csv(results);
  }

  private int explain(String hex, byte[] code) throws RefusedException {
    requireDetailed("--explain and --timeline");
    Format format = options.format();
    if (format == Format.CSV) {
      throw new UsageException("--format: csv is for --csv and --score");
    }
    Explanation explanation = meter().explain(CodeBlock.of(code));
    String protocol = options.protocol().name().toLowerCase(Locale.ROOT);
    String title = "%s, core %s, %s".formatted(hex, options.core(), protocol);
    return options.write(
        console,
        switch (format) {
          case JSON -> ExplanationJson.of(explanation, hex, options.core(), protocol);
          case HTML -> ExplanationHtml.of(explanation, title, explain.iterations(HTML_ITERATIONS));
          default -> explanationText(explanation, title);
        });
  }

  private String explanationText(Explanation explanation, String title) {
    Style style = options.style(console);
    StringBuilder text = new StringBuilder();
    if (explain.explain()) {
      text.append(ExplanationText.of(explanation, title, style));
    }
    if (explain.timeline()) {
      text.append(explain.explain() ? "\n" : "");
      text.append(TimelineText.of(explanation, explain.iterations(TEXT_ITERATIONS), style));
    }
    return text.toString();
  }

  // ---- many ------------------------------------------------------------------------------------

  private int list(String file) {
    scoring.requireUnused();
    BlockInput input = input();
    Meter meter = meter();
    Optional<BlockFile> blocks = input.read(file);
    if (blocks.isEmpty()) {
      return ExitCode.USAGE;
    }
    List<BlockResult> results =
        BlockRun.measure(blocks.get().lines(), line -> BlockResult.of(line, meter));
    int code = options.write(console, text(results));
    input.reportRefused(file, results);
    input.reportGuessed(file, results);
    return code;
  }

  private int score(String file) {
    if (file.equals("-") && scoring.compare().filter("-"::equals).isPresent()) {
      throw new UsageException("--compare: standard input is read by --score already");
    }
    BlockInput input = input();
    Meter meter = meter();
    int worst = scoring.worst();
    boolean explained = scoring.groupsByBottleneck();
    var keys = scoring.group();
    Style style = options.style(console);
    if (explained) {
      requireDetailed("--group bottleneck");
    }
    Optional<BlockFile> blocks = input.read(file);
    if (blocks.isEmpty()) {
      return ExitCode.USAGE;
    }
    if (blocks.get().column(Score.MEASURED) < 0) {
      String columns = Printable.shortened(String.join(", ", blocks.get().columns()), SHOWN);
      String found = "found the columns '%s', expected '%s'".formatted(columns, Score.MEASURED);
      return input.reject(List.of(Problem.ofFile(file, found, "the first line names them")));
    }
    Optional<EarlierCycles> earlier =
        scoring.compare().flatMap(old -> input.readEarlier(old, blocks.get()));
    if (earlier.isPresent() != scoring.compare().isPresent()) {
      return ExitCode.USAGE;
    }
    List<BlockResult> results =
        BlockRun.measure(
            blocks.get().lines(),
            line -> explained ? BlockResult.explained(line, meter) : BlockResult.of(line, meter));
    input.reportRefused(file, results);
    ScoredBlocks scored = ScoredBlocks.of(blocks.get(), results);
    if (scored.results().isEmpty()) {
      return input.reject(
          List.of(
              Problem.ofFile(
                  file,
                  "found no block that can be compared",
                  "expected blocks with more than 0 in '%s'".formatted(Score.MEASURED))));
    }
    ScoreDetail detail =
        new ScoreDetail(
            worst,
            keys.map(k -> ErrorGroups.of(scored, k)).orElse(List.of()),
            earlier.map(old -> EarlierPredictions.of(scored, old)));
    return options.write(
        console,
        switch (options.format()) {
          case CSV -> scored.csv();
          case JSON -> ScoreJson.of(scored, detail);
          default -> ScoreText.of(scored, detail, style);
        });
  }
}
