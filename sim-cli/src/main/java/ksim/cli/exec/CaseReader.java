package ksim.cli.exec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import ksim.cli.diag.Problem;
import ksim.core.encoding.CodeMode;

/** Reads cases: one JSON object a line, as {@code sim-cli/docs/exec.md} says. */
public final class CaseReader {
  private static final List<String> FIELDS =
      List.of(
          "id",
          "code",
          "rip",
          "gpr",
          "rflags",
          "xmm",
          "ymm",
          "mxcsr",
          "fpu",
          "memory",
          "instructions",
          "mode",
          "ring");

  private final JsonFactory json = new JsonFactory();
  private final String file;
  private final CodeMode mode;
  private final int ring;

  /**
   * @param file name of the file, for problems
   * @param mode mode of cases that name none
   * @param ring ring of cases that name none: 0 or 3
   */
  public CaseReader(String file, CodeMode mode, int ring) {
    this.file = file;
    this.mode = mode;
    this.ring = ring;
  }

  /**
   * Reads a case.
   *
   * @param number number of the line, from 1
   * @param line its text
   * @throws Refused if it is none
   */
  public ExecCase read(int number, String line) throws Refused {
    try (JsonParser parser = json.createParser(line)) {
      try {
        return read(parser);
      } catch (MalformedValue e) {
        throw refused(number, line, parser.currentTokenLocation(), e.text());
      } catch (JsonProcessingException e) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
        reason = reason.replaceFirst(" \\(start marker at .*", "");
        JsonLocation at = Optional.ofNullable(e.getLocation()).orElse(JsonLocation.NA);
        throw refused(number, line, at, "found no valid JSON: " + reason);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // text in memory has none but those above
    }
  }

  private ExecCase read(JsonParser parser) throws IOException, MalformedValue {
    JsonValues values = new JsonValues(parser);
    CaseBuilder builder = new CaseBuilder(mode, ring);
    parser.nextToken();
    values.object(FIELDS, field -> builder.set(FIELDS.get(field), values));
    ExecCase result = builder.build(values.isPrefixed());
    if (parser.nextToken() != null) {
      throw new MalformedValue("found something behind the object, expected the end of the line");
    }
    return result;
  }

  private Refused refused(int number, String line, JsonLocation at, String message) {
    int column = Math.max(1, at.getColumnNr());
    return new Refused(new Problem(file, number, column, message, "", line));
  }

  /** A line is no case; carries the reason. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    private Refused(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }

    /** What is wrong, and where. */
    public Problem problem() {
      return problem;
    }
  }
}
