package ksim.cli.diag;

/**
 * Something wrong with the user's input.
 *
 * @param file name of the file as the user gave it
 * @param line line of the problem, counted from 1; 0 where the file as a whole is meant
 * @param column column in code points, counted from 1; 0 where the file as a whole is meant
 * @param message what was found and what was expected
 * @param hint how to mend it; empty where there is nothing to add
 * @param sourceLine text of the line; empty where the file as a whole is meant
 */
public record Problem(
    String file, int line, int column, String message, String hint, String sourceLine) {

  /** A problem with a file as a whole. */
  public static Problem ofFile(String file, String message, String hint) {
    return new Problem(file, 0, 0, message, hint, "");
  }
}
