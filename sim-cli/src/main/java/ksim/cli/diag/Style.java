package ksim.cli.diag;

/**
 * Colours for a terminal, or none.
 *
 * @param coloured whether escape sequences are written
 */
public record Style(boolean coloured) {
  /** No escape sequences. */
  public static final Style PLAIN = new Style(false);

  /** For what went wrong. */
  public String bad(String text) {
    return wrap("1;31", text);
  }

  /** For what stands out as good. */
  public String good(String text) {
    return wrap("32", text);
  }

  /** For headings. */
  public String strong(String text) {
    return wrap("1", text);
  }

  /** For what matters less. */
  public String faint(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
