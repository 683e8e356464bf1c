package ksim.cli.exec;

/** A value is not what it has to be; the message says what was found and what was expected. */
public final class MalformedValue extends Exception {
  private static final long serialVersionUID = 1;

  MalformedValue(String message) {
    super(message);
  }

  /** The message. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
