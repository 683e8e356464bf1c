package ksim.cli.command;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import ksim.cli.cycles.BlockFile;
import ksim.cli.cycles.BlockResult;
import ksim.cli.cycles.EarlierCycles;
import ksim.cli.diag.Problem;
import ksim.cli.diag.ProblemRenderer;
import ksim.cli.diag.Style;

/** Reads files of blocks, and says on standard error what is wrong with them. */
final class BlockInput {
  private static final int MOST_PROBLEMS = 20;

  private final Console console;
  private final Style style;

  /**
   * @param style colours of messages
   */
  BlockInput(Console console, Style style) {
    this.console = console;
    this.style = style;
  }

  /** The blocks of a file, or of standard input; empty, and all mistakes named, if it has some. */
  Optional<BlockFile> read(String file) {
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

  /**
   * Cycles that were predicted earlier.
   *
   * @param blocks the file whose blocks are to be compared with them
   */
  Optional<EarlierCycles> readEarlier(String file, BlockFile blocks) {
    return read(file).flatMap(earlier -> earlier(file, earlier, blocks));
  }

  private Optional<EarlierCycles> earlier(String file, BlockFile earlier, BlockFile blocks) {
    return switch (EarlierCycles.of(name(file), earlier)) {
      case EarlierCycles.Result.Read(EarlierCycles cycles) when cycles.knowsAnyOf(blocks) ->
          Optional.of(cycles);
      case EarlierCycles.Result.Read _ -> {
        String found = "found none of the blocks that are compared";
        reject(List.of(Problem.ofFile(name(file), found, "expected predictions for them")));
        yield Optional.empty();
      }
      case EarlierCycles.Result.Refused refused -> {
        reject(refused.problems());
        yield Optional.empty();
      }
    };
  }

  private static String name(String file) {
    return file.equals("-") ? "standard input" : file;
  }

  private String reason(IOException e, String file) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case MalformedInputException _ -> "is not text in UTF-8";
      default ->
          Files.isDirectory(console.directory().resolve(file))
              ? "found a directory, expected a file"
              : "cannot be read: " + e.getMessage();
    };
  }

  /** Names mistakes; answers the exit code. */
  int reject(List<Problem> problems) {
    ProblemRenderer renderer = new ProblemRenderer(style);
    int count = problems.size();
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> console.err().print(renderer.render(problem)));
    if (count > MOST_PROBLEMS) {
      console.err().println("... and " + (count - MOST_PROBLEMS) + " more");
    }
    console.err().println(count + (count == 1 ? " error, " : " errors, ") + "nothing was measured");
    console.err().flush();
    return ExitCode.USAGE;
  }

  /** Names the blocks that could not be measured. */
  void reportRefused(String file, List<BlockResult> results) {
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
                          name(file), result.line().number(), refusal.located()));
    }
    console.err().flush();
  }

  /** Names the blocks whose cycles are in part a guess. */
  void reportGuessed(String file, List<BlockResult> results) {
    console.out().flush();
    for (BlockResult result : results) {
      if (result.withoutFigure() > 0) {
        console
            .err()
            .printf("%s:%d: note: %s%n", name(file), result.line().number(), result.guess());
      }
    }
    console.err().flush();
  }
}
