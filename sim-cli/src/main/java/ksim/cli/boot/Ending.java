package ksim.cli.boot;

import ksim.core.exec.Stop;

/** Why a boot came to its end. */
public sealed interface Ending {
  /** The machine stopped by itself. */
  record Stopped(Stop stop) implements Ending {}

  /**
   * A limit was reached.
   *
   * @param option the option that set it
   * @param value what it was
   */
  record Limited(String option, long value) implements Ending {}

  /** Ctrl-C or SIGTERM. */
  record Interrupted() implements Ending {}

  /** A debugger has ended it. */
  record Killed() implements Ending {}

  /**
   * It ended before a snapshot was written that was asked for.
   *
   * @param ending why it ended
   * @param cycle when the snapshot was to be written
   */
  record WithoutSnapshot(Ending ending, long cycle) implements Ending {}

  /** Standard output cannot be written any more: its reader has gone, or the disk is full. */
  record OutputClosed() implements Ending {}
}
