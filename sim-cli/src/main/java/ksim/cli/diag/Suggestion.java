package ksim.cli.diag;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt name was probably meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The known name nearest to {@code found}: at most a third of its letters different, or a name of
   * which it is the beginning; the first of equals.
   */
  public static Optional<String> nearest(String found, Collection<String> known) {
    if (found.length() > 64) {
      return Optional.empty();
    }
    String lower = found.toLowerCase(Locale.ROOT).replace('_', '-');
    int best = Math.max(1, found.length() / 3) + 1;
    Optional<String> nearest = Optional.empty();
    for (String name : known) {
      int distance = distance(lower, name.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = Optional.of(name);
      }
    }
    return nearest.or(
        () ->
            known.stream()
                .filter(name -> found.length() > 1 && name.startsWith(lower))
                .findFirst());
  }

  /** A hint that names the nearest known name or, where none is near, all of them. */
  public static String hint(String found, Collection<String> known) {
    return nearest(found, known)
        .map(name -> "did you mean '" + name + "'?")
        .orElseGet(() -> known.isEmpty() ? "" : "known: " + String.join(", ", known));
  }

  /** Edit distance in which swapping two neighbours counts one. */
  private static int distance(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        int change = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(change, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        table[i][j] = swapped ? Math.min(least, 1 + table[i - 2][j - 2]) : least;
      }
    }
    return table[a.length()][b.length()];
  }
}
