package ksim.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --chrome-trace}. */
final class TraceOption {
  @Option(
      names = "--chrome-trace",
      paramLabel = "FILE",
      description = {
        "Write context switches, faults, probes, atomic sections and",
        "interrupts of all runs to FILE, for https://ui.perfetto.dev."
      })
  private Optional<Path> file = Optional.empty();

  boolean isGiven() {
    return file.isPresent();
  }

  /**
   * The file, if any.
   *
   * @param report the file of the report, if any
   * @throws UsageException if it cannot be written
   */
  Optional<Path> file(Console console, Optional<Path> report) {
    Optional<Path> resolved = file.map(console.directory()::resolve);
    resolved
        .flatMap(ReportSink::unwritable)
        .ifPresent(
            why -> {
              throw new UsageException(
                  "--chrome-trace: cannot write " + file.orElseThrow() + ": " + why);
            });
    if (resolved.isPresent()
        && report.map(console.directory()::resolve).map(Path::normalize).stream()
            .anyMatch(resolved.get().normalize()::equals)) {
      throw new UsageException("--chrome-trace: is the file of --out; give each its own");
    }
    return resolved;
  }
}
