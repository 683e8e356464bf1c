package ksim.cli.diag;

/** Makes text from files safe to print: no control characters, one column for each code point. */
public final class Printable {
  private Printable() {}

  /** {@code text} with each tab as a space and each other control character as a question mark. */
  public static String of(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().map(Printable::visible).forEach(safe::appendCodePoint);
    return safe.toString();
  }

  /** {@code text} as {@link #of}, cut to about {@code limit} code points. */
  public static String shortened(String text, int limit) {
    int length = text.codePointCount(0, text.length());
    return length <= limit
        ? of(text)
        : of(text.substring(0, text.offsetByCodePoints(0, limit))) + "...";
  }

  private static int visible(int codePoint) {
    if (codePoint == '\t') {
      return ' ';
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          '?';
      default -> codePoint;
    };
  }
}
