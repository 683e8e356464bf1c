package ksim.sched.kernel;

/** A kernel, its programs and its threads need more room than there is for them. */
public final class ImageTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What has outgrown its room. */
  public enum Part {
    /** The machine code of programs and kernel. */
    CODE,
    /** The data, of which the table of threads is most, and the page cache behind them. */
    DATA
  }

  private final Part part;

  /**
   * Says what does not fit.
   *
   * @param bytes what it needs
   * @param room what there is
   */
  ImageTooLargeException(Part part, long bytes, long room) {
    super(
        (part == Part.CODE
                ? "%,d bytes of machine code, expected at most %,d"
                : "%,d bytes of tables and page cache, expected at most %,d")
            .formatted(bytes, room));
    this.part = part;
  }

  /** What does not fit. */
  public Part part() {
    return part;
  }
}
