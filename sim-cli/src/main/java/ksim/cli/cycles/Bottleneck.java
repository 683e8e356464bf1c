package ksim.cli.cycles;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import ksim.core.cycles.Cause;
import ksim.core.cycles.Explanation;

/** What limits a block, in words: what most cycles of the critical path are spent on, and where. */
public final class Bottleneck {
  /** Ports with less than this part of the cycles spent on ports are not named. */
  private static final double LEAST_PART = 0.1;

  private Bottleneck() {}

  /** The bottleneck of a block. */
  public static String of(Explanation explanation) {
    Cause cause = explanation.bottleneck();
    return switch (cause) {
      case PORT -> "ports " + ports(explanation);
      case DEPENDENCY, MEMORY -> cause.label() + " " + chain(explanation);
      default -> cause.label();
    };
  }

  private static String ports(Explanation explanation) {
    double all = explanation.path().getOrDefault(Cause.PORT, 0.0);
    return explanation.portCycles().entrySet().stream()
        .filter(entry -> entry.getValue() >= LEAST_PART * all)
        .sorted(Comparator.comparingDouble((Map.Entry<Integer, Double> e) -> -e.getValue()))
        .map(entry -> String.valueOf(entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String chain(Explanation explanation) {
    return explanation.chain().stream()
        .map(index -> String.valueOf(index + 1))
        .collect(Collectors.joining(" -> "));
  }
}
