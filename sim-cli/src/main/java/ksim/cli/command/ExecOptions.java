package ksim.cli.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import ksim.cli.diag.Style;
import ksim.core.encoding.CodeMode;
import ksim.core.processor.CpuModel;
import ksim.core.processor.CpuModels;
import picocli.CommandLine.Option;

/** Options of {@code ksim exec} that hold for one piece of code and for many. */
final class ExecOptions {
  @Option(
      names = "--mode",
      paramLabel = "16|32|64",
      defaultValue = "64",
      description = "How the code is read: 16 and 32 are compatibility mode. Default: 64.")
  private String mode = "64";

  @Option(
      names = "--ring",
      paramLabel = "0|3",
      defaultValue = "3",
      description = "Privilege level. Default: 3.")
  private String ring = "3";

  @Option(
      names = "--cpu",
      paramLabel = "MODEL",
      description = {
        "Kind of CPU, with features switched on and off: 'skylake', 'max,-avx2'. What it does not",
        "have raises #UD. Default: max, all that ksim has. See 'ksim list'."
      })
  private Optional<String> cpu = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to FILE in one piece instead of standard output.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      defaultValue = "auto",
      description = "Colours in text: auto means on a terminal only. Default: auto.")
  private String color = "auto";

  CodeMode mode() {
    return switch (mode) {
      case "16" -> CodeMode.BITS_16;
      case "32" -> CodeMode.BITS_32;
      case "64" -> CodeMode.BITS_64;
      default -> throw new UsageException("--mode: found '" + mode + "', expected 16, 32 or 64");
    };
  }

  int ring() {
    return switch (ring) {
      case "0" -> 0;
      case "3" -> 3;
      default -> throw new UsageException("--ring: found '" + ring + "', expected 0 or 3");
    };
  }

  CpuModel model() {
    try {
      return cpu.map(CpuModels::of).orElseGet(CpuModels::everything);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--cpu: " + e.getMessage());
    }
  }

  /** The file to write to, which can be written. */
  Optional<Path> out(Console console) {
    Optional<Path> file = out.map(console.directory()::resolve);
    file.flatMap(ReportSink::unwritable)
        .ifPresent(
            why -> {
              throw new UsageException("--out: cannot write " + out.orElseThrow() + ": " + why);
            });
    return file;
  }

  Style style(Console console) {
    return style(out.isEmpty() && console.outIsTerminal());
  }

  Style errorStyle(Console console) {
    return style(console.errIsTerminal());
  }

  private Style style(boolean terminal) {
    return switch (color.toLowerCase(Locale.ROOT)) {
      case "auto" -> new Style(terminal && System.getenv("NO_COLOR") == null);
      case "always" -> new Style(true);
      case "never" -> Style.PLAIN;
      default ->
          throw new UsageException(
              "--color: found '" + color + "', expected auto, always or never");
    };
  }
}
