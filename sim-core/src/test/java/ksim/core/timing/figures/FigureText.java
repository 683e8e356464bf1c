package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ksim.core.encoding.Condition;

/** Figures as a line of a file has them: the inverse of {@link FigureLine}. */
final class FigureText {
  private FigureText() {}

  /** All but the forms and the source. */
  static String of(Figure figure) {
    List<String> options = new ArrayList<>();
    if (!figure.indexedUops().equals(figure.uops())) {
      options.add("indexed=" + uops(figure.indexedUops()));
    }
    if (figure.indexedIssueSlots() != figure.issueSlots()) {
      options.add("unlaminated=" + figure.indexedIssueSlots());
    }
    if (!figure.sameRegisterUops().equals(figure.uops())) {
      options.add("same=" + uops(figure.sameRegisterUops()));
    }
    if (figure.dividerCycles() > 0) {
      options.add("div=" + figure.dividerCycles());
    }
    if (figure.throughputCycles() > 0) {
      options.add("every=" + figure.throughputCycles());
    }
    if (!figure.fusesWith().isEmpty()) {
      options.add("fuses=" + conditions(figure));
    }
    return "%s | %d/%d/%d%s | %s | %s"
        .formatted(
            uops(figure.uops()),
            figure.issueSlots(),
            figure.decoderUops(),
            figure.microcodeUops(),
            figure.complexDecoder() ? " c" : "",
            String.join(" ", options),
            latencies(figure));
  }

  /** Micro-operations: {@code 2*p06+p23}. */
  static String uops(List<Integer> uops) {
    Map<String, Integer> counts = new TreeMap<>();
    uops.forEach(ports -> counts.merge(ports(ports), 1, Integer::sum));
    String text =
        counts.entrySet().stream()
            .map(e -> (e.getValue() > 1 ? e.getValue() + "*" : "") + e.getKey())
            .collect(Collectors.joining("+"));
    return text.isEmpty() ? "-" : text;
  }

  private static String ports(int ports) {
    StringBuilder text = new StringBuilder("p");
    for (int port = 0; port < 16; port++) {
      if ((ports >> port & 1) != 0) {
        text.append(Integer.toHexString(port));
      }
    }
    return text.toString();
  }

  /** One of each pair of a condition and its opposite. */
  private static String conditions(Figure figure) {
    EnumSet<Condition> left = EnumSet.copyOf(figure.fusesWith());
    List<String> names = new ArrayList<>();
    while (!left.isEmpty()) {
      Condition condition = left.iterator().next();
      names.add(condition.suffix());
      left.remove(condition);
      if (!left.remove(condition.negated())) {
        throw new IllegalArgumentException("only one of " + condition + " and its opposite");
      }
    }
    return String.join(",", names);
  }

  /** Sources that have the same latencies to the same targets are one word. */
  private static String latencies(Figure figure) {
    Map<Integer, Map<String, List<Integer>>> bySource = new TreeMap<>();
    for (Latency latency : figure.latencies()) {
      int same = figure.sameRegisterLatency(latency.from(), latency.to());
      if (latency.cycles() != 1 || same != 1) {
        String cycles = latency.cycles() + (same == latency.cycles() ? "" : "(" + same + ")");
        bySource
            .computeIfAbsent(latency.from(), from -> new TreeMap<>())
            .computeIfAbsent(cycles, c -> new ArrayList<>())
            .add(latency.to());
      }
    }
    Map<String, List<Integer>> words = new LinkedHashMap<>();
    bySource.forEach(
        (from, targets) ->
            targets.forEach(
                (cycles, to) -> {
                  Collections.sort(to);
                  words
                      .computeIfAbsent(">" + roles(to) + "=" + cycles, w -> new ArrayList<>())
                      .add(from);
                }));
    return words.entrySet().stream()
        .map(word -> roles(word.getValue()) + word.getKey())
        .collect(Collectors.joining(" "));
  }

  private static String roles(List<Integer> roles) {
    return new TreeSet<>(roles).stream().map(OperandRole::name).collect(Collectors.joining(","));
  }
}
