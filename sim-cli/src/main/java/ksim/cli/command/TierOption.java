package ksim.cli.command;

import ksim.core.exec.Tiering;
import picocli.CommandLine.Option;

/** The option {@code --tier}. */
final class TierOption {
  @Option(
      names = "--tier",
      paramLabel = "0|1",
      description =
          "How guest code is executed: 0 interpreted only, 1 compiled where it is hot. The guest "
              + "cannot tell. Default: 1.")
  private String tier = "1";

  /** When code is compiled. */
  Tiering tiering() {
    return switch (tier) {
      case "0" -> Tiering.interpreted();
      case "1" -> Tiering.standard();
      default -> throw new UsageException("--tier: found '" + tier + "', expected 0 or 1");
    };
  }
}
