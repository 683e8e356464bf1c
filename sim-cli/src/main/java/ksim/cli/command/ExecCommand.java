package ksim.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.exec.CaseReader;
import ksim.cli.exec.SingleCase;
import ksim.cli.report.AtomicFile;
import ksim.core.sandbox.Ending;
import ksim.core.sandbox.Sandbox;
import ksim.core.timing.TimingLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ksim exec}. */
@Command(
    name = "exec",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a piece of machine code from a given state and prints the state after it.",
      "What is not given is zero (rflags 0x202, mxcsr 0x1f80, x87 as after FNINIT). The code's"
          + " pages",
      "and those that --memory touches are mapped; nothing else is. Code runs in ring 3, as a",
      "program under Linux would. See sim-cli/docs/exec.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ksim exec --hex 'f3 0f b8 c1' --set rcx=0xff",
      "  ksim exec --hex '48 03 03' --set rbx=0x2000 --memory 0x2000=2a --disassemble",
      "  ksim exec --file code.bin --at 0x400000 --instructions 100 --format json",
      "  ksim exec --batch cases.jsonl --out results.jsonl"
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:done; faults of the code are results",
      "2:bad usage or bad input",
      "3:something that the code needs is not implemented; the result says what",
      "70:an error in ksim itself; please report it"
    })
final class ExecCommand implements Callable<Integer> {
  private static final int MOST_PROBLEMS = 20;

  @Mixin private ExecOptions options = new ExecOptions();

  @Mixin private SnippetOptions snippet = new SnippetOptions();

  @Mixin private TimingOption timing = new TimingOption();

  @Mixin private CoreOption core = new CoreOption();

  @Option(
      names = "--batch",
      paramLabel = "FILE",
      description = {
        "Runs cases, one JSON object a line, and prints one result a line. '-' reads standard",
        "input. A file is checked as a whole before the first case is run."
      })
  private Optional<String> batch = Optional.empty();

  private final Console console;

  ExecCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try {
      // Looked at once: a core whose parameters are changed is built to see whether it can be.
      String name = core.nameOrDefault();
      return batch.isPresent() ? runBatch(batch.get(), name) : runSingle(name);
    } catch (UsageException e) {
      throw timing.usage(e.getMessage() == null ? "bad usage" : e.getMessage());
    }
  }

  private Sandbox sandbox(String coreName) {
    return new Sandbox(timing.level().orElse(TimingLevel.NONE), options.model(), coreName);
  }

  // ---- one piece of code -----------------------------------------------------------------------

  private int runSingle(String coreName) {
    SingleCase single =
        SingleCase.run(
            sandbox(coreName),
            snippet.snippet(console, options.mode(), options.ring()),
            snippet.view(options.style(console)));
    if (!write(out -> out.write(single.text()))) {
      return ExitCode.USAGE;
    }
    return single.result().ending() instanceof Ending.Unimplemented
        ? ExitCode.GUEST_FAILED
        : ExitCode.OK;
  }

  // ---- many ------------------------------------------------------------------------------------

  private int runBatch(String file, String coreName) {
    snippet.requireUnused();
    boolean standardInput = file.equals("-");
    String name = standardInput ? "standard input" : file;
    CaseReader reader = new CaseReader(name, options.mode(), options.ring());
    if (!standardInput) {
      Optional<Integer> refused = check(reader, file);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    BatchRun run = new BatchRun(reader, () -> sandbox(coreName), threads);
    boolean written =
        write(
            out -> {
              try (BufferedReader in = standardInput ? standardInput() : open(file)) {
                run.run(in, out);
              }
              if (run.problem().isPresent()) {
                throw new Abandoned(); // a file is written as a whole or not at all
              }
            });
    if (run.problem().isPresent()) {
      return reject(List.of(run.problem().get()), 1, "later lines were not run");
    }
    if (!written) {
      return ExitCode.USAGE;
    }
    return run.unimplemented() > 0 ? ExitCode.GUEST_FAILED : ExitCode.OK;
  }

  private BufferedReader standardInput() {
    return new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
  }

  private BufferedReader open(String file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            Files.newInputStream(console.directory().resolve(file)), StandardCharsets.UTF_8));
  }

  /** The exit code if a file cannot be run. */
  private Optional<Integer> check(CaseReader reader, String file) {
    List<Problem> problems = new ArrayList<>();
    int count = 0;
    if (!Files.isRegularFile(console.directory().resolve(file))) {
      String what = Files.exists(console.directory().resolve(file)) ? "no file" : "no such file";
      return Optional.of(reject(List.of(Problem.ofFile(file, what, "")), 1, "nothing was run"));
    }
    try (BufferedReader in = open(file)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        try {
          if (!line.isBlank()) {
            reader.read(number, line);
          }
        } catch (CaseReader.Refused e) {
          count++;
          if (problems.size() < MOST_PROBLEMS) {
            problems.add(e.problem());
          }
        }
      }
    } catch (IOException e) {
      problems.add(Problem.ofFile(file, "cannot be read: " + e.getMessage(), ""));
      count++;
    }
    return count == 0 ? Optional.empty() : Optional.of(reject(problems, count, "nothing was run"));
  }

  private int reject(List<Problem> problems, int count, String consequence) {
    console.out().flush();
    ProblemRenderer renderer = new ProblemRenderer(options.errorStyle(console));
    problems.forEach(problem -> console.err().print(renderer.render(problem)));
    if (count > problems.size()) {
      console.err().println("... and " + (count - problems.size()) + " more");
    }
    console.err().println(count + (count == 1 ? " error, " : " errors, ") + consequence);
    console.err().flush();
    return ExitCode.USAGE;
  }

  /** What has been written is not to become a file. */
  private static final class Abandoned extends IOException {
    private static final long serialVersionUID = 1;
  }

  // ---- output ----------------------------------------------------------------------------------

  /** Writes to standard output, or a file in one piece; false, and a message, if that fails. */
  private boolean write(AtomicFile.Content content) {
    Optional<Path> file = options.out(console);
    try {
      if (file.isPresent()) {
        AtomicFile.write(file.get(), content);
      } else {
        Writer out = new OutputStreamWriter(console.out(), StandardCharsets.UTF_8);
        content.writeTo(out);
        out.flush();
      }
      return true;
    } catch (Abandoned e) {
      console.out().flush();
      return false;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      console.err().println("ksim: error: " + reason);
      console.err().flush();
      return false;
    }
  }
}
