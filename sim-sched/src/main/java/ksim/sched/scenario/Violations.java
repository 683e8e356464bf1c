package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Collects broken rules: one sentence for each place at which one is broken, however often. */
final class Violations {
  private final Map<String, String> firstByPlace = new LinkedHashMap<>();
  private final Map<String, Long> countByPlace = new LinkedHashMap<>();

  /**
   * A rule has been broken.
   *
   * @param place which rule, and where in the code
   * @param sentence what happened; kept of the first time
   */
  void add(String place, String sentence) {
    firstByPlace.putIfAbsent(place, sentence);
    countByPlace.merge(place, 1L, Long::sum);
  }

  /** Whether the place is known already, so that the sentence need not be made. */
  boolean repeated(String place) {
    if (!firstByPlace.containsKey(place)) {
      return false;
    }
    countByPlace.merge(place, 1L, Long::sum);
    return true;
  }

  /** One sentence for each place, in order of the first occurrence. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    firstByPlace.forEach(
        (place, sentence) -> {
          long more = countByPlace.getOrDefault(place, 1L) - 1;
          sentences.add(
              more == 0
                  ? sentence
                  : String.format(Locale.ROOT, "%s (and %,d more)", sentence, more));
        });
    return List.copyOf(sentences);
  }
}
