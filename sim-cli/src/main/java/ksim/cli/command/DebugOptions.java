package ksim.cli.command;

import java.util.Optional;
import java.util.OptionalInt;
import ksim.cli.boot.BootLimits;
import picocli.CommandLine.Option;

/** Options of {@code ksim boot} for debuggers. */
final class DebugOptions {
  private static final int LARGEST_PORT = 65535;

  @Option(
      names = "--gdb",
      paramLabel = "PORT",
      description =
          "Wait for gdb on a TCP port of this host before the first instruction, and obey it "
              + "('target remote localhost:PORT'); 0 takes a free port. See sim-cli/docs/gdb.md.")
  private Optional<String> gdb = Optional.empty();

  /** Checks how the options go together. */
  void check(SnapshotOptions snapshots, BootLimits limits) {
    port();
    if (gdb.isPresent() && snapshots.at().isPresent()) {
      throw new UsageException("--gdb: cannot be combined with --snapshot-at");
    }
    if (gdb.isPresent() && limits.instructions() != BootLimits.NONE) {
      throw new UsageException("--gdb: cannot be combined with --limit-instructions");
    }
  }

  /** The port to listen on. */
  OptionalInt port() {
    return gdb.isPresent()
        ? OptionalInt.of((int) UsageException.number("--gdb", gdb.get(), 0, LARGEST_PORT))
        : OptionalInt.empty();
  }
}
