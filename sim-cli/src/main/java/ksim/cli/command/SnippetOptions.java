package ksim.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.cli.diag.Style;
import ksim.cli.exec.CommandLineValues;
import ksim.cli.exec.MalformedValue;
import ksim.cli.exec.RegisterSettings;
import ksim.cli.exec.SingleCase;
import ksim.core.encoding.CodeMode;
import ksim.core.sandbox.MemoryBytes;
import ksim.core.sandbox.Snippet;
import picocli.CommandLine.Option;

/** Options of {@code ksim exec} that describe one piece of code, and how to show its result. */
final class SnippetOptions {
  private static final long MOST_CODE = 1L << 20;

  @Option(
      names = "--hex",
      paramLabel = "HEX",
      description = "The code in hexadecimal; blanks between digits do not count.")
  private Optional<String> hex = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The code as it is in FILE, up to 1 MiB; '-' reads standard input.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "RIP",
      description = "Where the code lies and starts. Default: 0.")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = {
        "A register: rax to r15, rflags, mxcsr, fcw, fsw as a number (decimal or 0x...); xmm0 to",
        "xmm15, ymm0 to ymm15, st0 to st7, mm0 to mm7 as hex digits. May be given several times."
      })
  private List<String> settings = List.of();

  @Option(
      names = "--memory",
      paramLabel = "AT=HEX",
      description = "Bytes in memory; the rest of their pages is zero. May be given several times.")
  private List<String> memory = List.of();

  @Option(
      names = "--instructions",
      paramLabel = "N",
      description = {
        "Stop after N instructions. Without it the code runs to its end, for 1,000,000",
        "instructions at most."
      })
  private Optional<String> instructions = Optional.empty();

  @Option(
      names = "--disassemble",
      description = "Show each executed instruction with what it changed.")
  private boolean disassemble;

  @Option(
      names = "--syntax",
      paramLabel = "att|intel",
      description = "Syntax of --disassemble. Default: att.")
  private Optional<String> syntax = Optional.empty();

  @Option(
      names = {"-a", "--all"},
      description = "Show registers and memory that have not changed, too.")
  private boolean all;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Form of the result of one piece of code. Default: text.")
  private Optional<String> format = Optional.empty();

  /** The piece of code. */
  Snippet snippet(Console console, CodeMode mode, int ring) {
    byte[] code = code(console);
    RegisterSettings registers = new RegisterSettings();
    for (String setting : settings) {
      String[] parts = parts("--set", setting, "NAME=VALUE");
      checked("--set " + parts[0], () -> setRegister(registers, parts));
    }
    List<MemoryBytes> pieces = new ArrayList<>();
    for (String piece : memory) {
      String[] parts = parts("--memory", piece, "AT=HEX");
      pieces.add(
          checked(
              "--memory",
              () ->
                  new MemoryBytes(
                      CommandLineValues.number(parts[0]), CommandLineValues.bytes(parts[1]))));
    }
    long rip = at.isPresent() ? checked("--at", () -> CommandLineValues.number(at.get())) : 0;
    Snippet snippet =
        new Snippet(code, registers.at(rip), List.copyOf(pieces), limit(), mode, ring);
    return checked("the code or --memory", () -> placed(snippet));
  }

  private static Snippet placed(Snippet snippet) throws MalformedValue {
    SingleCase.check(snippet);
    return snippet;
  }

  private static RegisterSettings setRegister(RegisterSettings registers, String[] parts)
      throws MalformedValue {
    registers.set(parts[0], parts[1]);
    return registers;
  }

  private byte[] code(Console console) {
    if (hex.isPresent() == file.isPresent()) {
      throw new UsageException(
          hex.isPresent()
              ? "--file: cannot be combined with --hex"
              : "found no code, expected --hex, --file or --batch");
    }
    if (hex.isPresent()) {
      return checked("--hex", () -> CommandLineValues.bytes(hex.get()));
    }
    Path path = file.orElseThrow();
    try {
      byte[] code =
          path.toString().equals("-")
              ? console.in().readNBytes((int) MOST_CODE + 1)
              : Files.size(console.directory().resolve(path)) > MOST_CODE
                  ? new byte[(int) MOST_CODE + 1]
                  : Files.readAllBytes(console.directory().resolve(path));
      if (code.length == 0 || code.length > MOST_CODE) {
        throw new UsageException(
            "--file: found "
                + (code.length == 0 ? "no bytes" : "more than 1 MiB")
                + " in "
                + path
                + ", expected 1 byte to 1 MiB");
      }
      return code;
    } catch (IOException e) {
      throw new UsageException(
          "--file: cannot read " + path + (Files.exists(path) ? "" : ": no such file"));
    }
  }

  private OptionalLong limit() {
    return instructions
        .map(text -> UsageException.number("--instructions", text, 1, 1_000_000_000_000L))
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private static String[] parts(String option, String text, String form) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UsageException(option + ": found '" + text + "', expected " + form);
    }
    return new String[] {text.substring(0, equals), text.substring(equals + 1)};
  }

  private interface Parser<T> {
    T parse() throws MalformedValue;
  }

  private static <T> T checked(String option, Parser<T> parser) {
    try {
      return parser.parse();
    } catch (MalformedValue e) {
      throw new UsageException(option + ": " + e.text());
    }
  }

  /** How to show the result. */
  SingleCase.View view(Style style) {
    boolean json =
        switch (format.orElse("text")) {
          case "text" -> false;
          case "json" -> true;
          default ->
              throw new UsageException(
                  "--format: found '" + format.orElseThrow() + "', expected text or json");
        };
    boolean intel =
        switch (syntax.orElse("att")) {
          case "att" -> false;
          case "intel" -> true;
          default ->
              throw new UsageException(
                  "--syntax: found '" + syntax.orElseThrow() + "', expected att or intel");
        };
    return new SingleCase.View(json, disassemble || syntax.isPresent(), intel, all, style);
  }

  /** Refuses these options where cases come from elsewhere. */
  void requireUnused() {
    String used =
        hex.isPresent()
            ? "--hex"
            : file.isPresent()
                ? "--file"
                : at.isPresent()
                    ? "--at"
                    : !settings.isEmpty()
                        ? "--set"
                        : !memory.isEmpty()
                            ? "--memory"
                            : instructions.isPresent()
                                ? "--instructions"
                                : disassemble || syntax.isPresent()
                                    ? "--disassemble"
                                    : all ? "--all" : format.isPresent() ? "--format" : "";
    if (!used.isEmpty()) {
      throw new UsageException(used + ": cannot be combined with --batch, whose cases say it");
    }
  }
}
