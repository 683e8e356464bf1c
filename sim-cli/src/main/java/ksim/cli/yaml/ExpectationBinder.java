package ksim.cli.yaml;

import ksim.sched.scenario.Expectation.MeasuredBounds;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ksim.cli.diag.Suggestion;
import ksim.sched.scenario.Bound;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.Metric;
import ksim.sched.scenario.OutcomeKind;

/** Reads what is expected of each design. */
final class ExpectationBinder {
  private static final Map<String, OutcomeKind> OUTCOMES =
      Arrays.stream(OutcomeKind.values()).collect(Collectors.toMap(OutcomeKind::id, kind -> kind));
  private static final List<String> OUTCOME_IDS =
      Arrays.stream(OutcomeKind.values()).map(OutcomeKind::id).toList();
  private static final Map<String, Metric> METRICS =
      Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::id, metric -> metric));
  private static final List<String> KEYS =
      Stream.concat(
              Stream.of("outcome", "measured"), Arrays.stream(Metric.values()).map(Metric::id))
          .toList();

  private final Values values;
  private final List<String> labels;
  private final List<String> measurements;

  /**
   * @param labels labels of the designs of the file
   * @param measurements names of the measurements of its programs
   */
  ExpectationBinder(Values values, List<String> labels, List<String> measurements) {
    this.values = values;
    this.labels = labels;
    this.measurements = measurements;
  }

  Map<String, Expectation> bind(YamlNode node) {
    Map<String, Expectation> expectations = new LinkedHashMap<>();
    if (!(node instanceof YamlNode.Mapping mapping)) {
      values.mismatch(node, "expect", "a mapping from design to what is expected of it", "");
      return expectations;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      String label = entry.key().text();
      if (!labels.contains(label)) {
        values.mismatch(
            entry.key(),
            "expect",
            "a design listed under 'designs'",
            Suggestion.hint(label, labels));
      }
      if (expectations.putIfAbsent(label, expectation(entry.value(), label)) != null) {
        values.mismatch(entry.key(), "expect", "each design once", "");
      }
    }
    return expectations;
  }

  private Expectation expectation(YamlNode node, String label) {
    Fields fields = new Fields(values, node, label, KEYS);
    Optional<OutcomeKind> outcome =
        fields.optional("outcome").flatMap(n -> values.choice(n, "outcome", OUTCOMES, OUTCOME_IDS));
    Map<Metric, Bound> bounds = new LinkedHashMap<>();
    for (String key : fields.keys()) {
      Optional.ofNullable(METRICS.get(key))
          .ifPresent(
              metric ->
                  fields
                      .optional(key)
                      .ifPresent(n -> bounds.put(metric, bound(n, metric.id(), metric.unit()))));
    }
    return new Expectation(
        outcome, bounds, fields.optional("measured").map(this::measured).orElse(Map.of()));
  }

  private Map<String, MeasuredBounds> measured(YamlNode node) {
    Map<String, MeasuredBounds> measured = new LinkedHashMap<>();
    if (!(node instanceof YamlNode.Mapping mapping)) {
      values.mismatch(node, "measured", "a mapping from the name of a measurement", "");
      return measured;
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      String name = entry.key().text();
      if (!measurements.contains(name)) {
        values.mismatch(
            entry.key(),
            "measured",
            "the name of a 'measure' operation",
            Suggestion.hint(name, measurements));
      }
      if (measured.putIfAbsent(name, measuredBounds(entry.value(), name)) != null) {
        values.mismatch(entry.key(), "measured", "each measurement once", "");
      }
    }
    return measured;
  }

  private MeasuredBounds measuredBounds(YamlNode node, String name) {
    Fields fields = new Fields(values, node, name, List.of("cycles-per-round", "overhead-percent"));
    return new MeasuredBounds(
        fields
            .optional("cycles-per-round")
            .map(n -> bound(n, "cycles-per-round", Metric.Unit.COUNT)),
        fields
            .optional("overhead-percent")
            .map(n -> bound(n, "overhead-percent", Metric.Unit.PERCENT)));
  }

  private Bound bound(YamlNode node, String what, Metric.Unit unit) {
    if (node instanceof YamlNode.Scalar) {
      OptionalDouble exact = OptionalDouble.of(figure(node, what, unit));
      return new Bound(exact, exact);
    }
    int before = values.problems().size();
    Fields fields = new Fields(values, node, what, List.of("at-least", "at-most"));
    Bound bound = new Bound(end(fields, "at-least", unit), end(fields, "at-most", unit));
    if (node instanceof YamlNode.Mapping mapping && mapping.entries().isEmpty()) {
      values.mismatch(node, what, "at-least, at-most or both", "");
    }
    if (values.problems().size() == before
        && bound.atLeast().orElse(Double.NEGATIVE_INFINITY)
            > bound.atMost().orElse(Double.POSITIVE_INFINITY)) {
      values.problems().add(node, what + ": found at-least above at-most, expected it below", "");
    }
    return bound;
  }

  private OptionalDouble end(Fields fields, String key, Metric.Unit unit) {
    return fields
        .optional(key)
        .map(n -> OptionalDouble.of(figure(n, key, unit)))
        .orElse(OptionalDouble.empty());
  }

  private double figure(YamlNode node, String what, Metric.Unit unit) {
    return switch (unit) {
      case BYTES -> values.size(node, what, 0, Long.MAX_VALUE);
      case COUNT -> values.count(node, what, 0, Long.MAX_VALUE);
      case PERCENT -> percent(node, what);
    };
  }

  private double percent(YamlNode node, String what) {
    if (node instanceof YamlNode.Scalar scalar) {
      OptionalDouble value = Numbers.decimal(scalar.text());
      if (value.isPresent()) {
        return value.getAsDouble();
      }
      OptionalLong size = Numbers.whole(scalar.text(), Numbers.SIZE_UNITS);
      values.mismatch(
          node, what, "a percentage such as 85 or 12.5", size.isPresent() ? "without a unit" : "");
      return 0;
    }
    values.mismatch(node, what, "a percentage such as 85 or 12.5", "");
    return 0;
  }
}
