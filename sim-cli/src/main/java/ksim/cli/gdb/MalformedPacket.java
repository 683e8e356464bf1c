package ksim.cli.gdb;

/** A packet that makes no sense; gdb is told that it failed. */
final class MalformedPacket extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedPacket(String problem) {
    super(problem);
  }
}
