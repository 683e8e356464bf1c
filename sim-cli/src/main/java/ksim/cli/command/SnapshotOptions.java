package ksim.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import ksim.cli.boot.BootLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options of {@code ksim boot} that save and restore a whole machine. */
final class SnapshotOptions {
  /** What is in a snapshot, and so cannot be chosen anew. */
  private static final List<String> DECIDED =
      List.of(
          "--append",
          "--initrd",
          "--module",
          "--protocol",
          "--memory",
          "--cpus",
          "--cpu",
          "--no",
          "--core",
          "--quantum",
          "--seed",
          "--start-date",
          "--timing");

  @Spec(Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--snapshot-at",
      paramLabel = "CYCLE",
      description =
          "Write a snapshot of the whole machine as soon as it has come to CYCLE; the run goes on.")
  private Optional<String> at = Optional.empty();

  @Option(names = "--snapshot", paramLabel = "FILE", description = "The file of --snapshot-at.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--restore",
      paramLabel = "FILE",
      description =
          "Go on from a snapshot instead of booting. IMAGE, if given, is only read for symbols.")
  private Optional<Path> restore = Optional.empty();

  /** Checks how the options go together. */
  void check(Console console, BootLimits limits) {
    if (at.isPresent() != file.isPresent()) {
      throw new UsageException("--snapshot-at and --snapshot belong together");
    }
    OptionalLong cycle = at();
    if (cycle.isPresent() && cycle.getAsLong() >= limits.cycles()) {
      throw new UsageException(
          "--snapshot-at: found '"
              + cycle.getAsLong()
              + "', expected a cycle before --limit-cycles, "
              + limits.cycles());
    }
    file(console);
    if (restore.isPresent()) {
      for (String option : DECIDED) {
        if (command.commandLine().getParseResult().hasMatchedOption(option)) {
          throw new UsageException(
              option + ": cannot be combined with --restore: it is in the snapshot");
        }
      }
    }
  }

  /** When a snapshot is to be written. */
  OptionalLong at() {
    return at.isPresent()
        ? OptionalLong.of(UsageException.number("--snapshot-at", at.get(), 0, Long.MAX_VALUE - 1))
        : OptionalLong.empty();
  }

  /** The file that is to be written. */
  Path file(Console console) {
    Path resolved = console.directory().resolve(file.orElse(Path.of("")));
    if (file.isPresent()) {
      ReportSink.unwritable(resolved)
          .ifPresent(
              why -> {
                throw new UsageException(
                    "--snapshot: cannot write " + file.orElseThrow() + ": " + why);
              });
      if (Files.exists(resolved) && !Files.isRegularFile(resolved)) {
        throw new UsageException("--snapshot: " + file.orElseThrow() + " is not a regular file");
      }
    }
    return resolved;
  }

  /** The snapshot to go on from. */
  Optional<Path> restore() {
    return restore;
  }

  /** Whether counts have to be kept in snapshots. */
  boolean used() {
    return at.isPresent() || restore.isPresent();
  }
}
