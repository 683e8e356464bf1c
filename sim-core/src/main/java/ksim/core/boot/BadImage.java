package ksim.core.boot;

/** A file cannot be loaded into a guest as what it is said to be. */
public final class BadImage extends Exception {
  /** Value of {@link #offset} where the file as a whole is meant. */
  public static final long WHOLE_FILE = -1;

  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String hint;

  private BadImage(String file, long offset, String problem, String hint) {
    super(problem);
    this.file = file;
    this.offset = offset;
    this.hint = hint;
  }

  /**
   * A header field has a value that it cannot have.
   *
   * @param offset of the field in the file, in bytes
   * @param field its name in the format's specification
   * @param found its value, as text
   * @param expected what it could have been, as text
   * @param hint how to mend it; empty where there is nothing to add
   */
  public static BadImage at(
      BinaryFile file, long offset, String field, String found, String expected, String hint) {
    String problem = field + " is " + found + ", expected " + expected;
    return new BadImage(file.name(), offset, problem, hint);
  }

  /**
   * The file as a whole is not what it should be.
   *
   * @param problem what was found and what was expected
   * @param hint how to mend it; empty where there is nothing to add
   */
  public static BadImage of(BinaryFile file, String problem, String hint) {
    return new BadImage(file.name(), WHOLE_FILE, problem, hint);
  }

  /** Name of the file. */
  public String file() {
    return file;
  }

  /** Where the problem is, in bytes from the start of the file, or {@link #WHOLE_FILE}. */
  public long offset() {
    return offset;
  }

  /** What was found and what was expected. */
  public String problem() {
    String message = getMessage();
    return message == null ? "" : message;
  }

  /** How to mend it; empty where there is nothing to add. */
  public String hint() {
    return hint;
  }
}
