package ksim.cli.command;

import java.util.Locale;

/** An option has a value that it cannot have; the message is for the user. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  /**
   * The whole number that an option was given.
   *
   * @param option its name
   * @param text what it was given
   * @param least smallest number that it takes
   * @param most largest number that it takes
   * @throws UsageException if it is none of these
   */
  static long number(String option, String text, long least, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, together with what is out of range.
    }
    throw new UsageException(
        String.format(
            Locale.ROOT,
            "%s: found '%s', expected a whole number from %,d to %,d",
            option,
            text,
            least,
            most));
  }
}
