package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What sets of ports mean in a file of figures. A core whose figures are based on those of another
 * one names the ports that take their place.
 */
final class PortNames {
  private final Map<Integer, Integer> replacements = new HashMap<>();
  private boolean ignoresIndexed;

  /** Lets micro-operations of a set of ports go to another one, as {@code p0156=p0156a}. */
  @SuppressWarnings("StringSplitter")
  void replace(String text) {
    String[] parts = text.split("=");
    replacements.put(FigureLine.ports(parts[0]), FigureLine.ports(parts[1]));
  }

  /** Lets addresses with an index use the ports that others do. */
  void ignoreIndexed() {
    ignoresIndexed = true;
  }

  /** Whether addresses with an index use the ports that others do. */
  boolean ignoresIndexed() {
    return ignoresIndexed;
  }

  /**
   * Micro-operations, in a file as {@code 2*p06+p23}; {@code -} if there are none.
   *
   * @throws IllegalArgumentException if the text makes no sense
   */
  @SuppressWarnings("StringSplitter")
  List<Integer> uops(String text) {
    List<Integer> uops = new ArrayList<>();
    if (!text.equals("-")) {
      for (String term : text.split("\\+")) {
        int star = term.indexOf('*');
        int count = star < 0 ? 1 : Integer.parseInt(term.substring(0, star));
        int ports = FigureLine.ports(term.substring(star + 1));
        for (int i = 0; i < count; i++) {
          uops.add(replacements.getOrDefault(ports, ports));
        }
      }
    }
    return List.copyOf(uops);
  }
}
