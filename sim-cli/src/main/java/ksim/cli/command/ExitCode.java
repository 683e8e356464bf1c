package ksim.cli.command;

/** Exit codes; part of the interface. */
final class ExitCode {
  /** Done, and as expected. */
  static final int OK = 0;

  /** An expectation was not met. */
  static final int UNMET = 1;

  /** Bad usage or bad input; nothing was simulated or written. */
  static final int USAGE = 2;

  /** The guest failed where nothing was expected of its outcome. */
  static final int GUEST_FAILED = 3;

  /** An error in ksim itself. */
  static final int INTERNAL = 70;

  /** Ctrl-C: 128 and the number of SIGINT. After SIGTERM Java itself exits with 143. */
  static final int INTERRUPTED = 130;

  /** Standard output cannot be written any more: 128 and the number of SIGPIPE. */
  static final int OUTPUT_CLOSED = 141;

  /** For the help of each command. */
  static final String HEADING = "%nExit codes:%n";

  private ExitCode() {}
}
