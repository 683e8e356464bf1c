package ksim.cli.baseline;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The object {@code baseline} of the report for programs. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /**
   * Writes the object.
   *
   * @param file the baseline as the user named it
   */
  public static void write(
      JsonGenerator json, String file, double tolerancePercent, Comparison comparison)
      throws IOException {
    json.writeObjectFieldStart("baseline");
    json.writeStringField("file", file);
    json.writeNumberField("tolerancePercent", tolerancePercent);
    json.writeNumberField("regressions", comparison.count(Verdict.REGRESSION));
    json.writeNumberField("improvements", comparison.count(Verdict.IMPROVEMENT));
    json.writeArrayFieldStart("differences");
    for (Difference difference : comparison.differences()) {
      difference(json, difference);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void difference(JsonGenerator json, Difference difference) throws IOException {
    json.writeStartObject();
    json.writeStringField("scenario", difference.scenario());
    if (!difference.design().isEmpty()) {
      json.writeStringField("design", difference.design());
    }
    json.writeStringField("verdict", difference.verdict().id());
    switch (difference) {
      case Difference.Moved moved -> {
        json.writeStringField("kind", "moved");
        json.writeStringField("figure", moved.figure().name());
        number(json, "before", moved.before());
        number(json, "after", moved.after());
        if (moved.changePercent().isPresent()) {
          number(json, "changePercent", moved.changePercent().getAsDouble());
        } else {
          json.writeNullField("changePercent");
        }
      }
      case Difference.Changed changed -> {
        json.writeStringField("kind", "changed");
        json.writeStringField("figure", changed.name());
        json.writeStringField("before", changed.before());
        json.writeStringField("after", changed.after());
      }
      case Difference.Gone _ -> json.writeStringField("kind", "gone");
      case Difference.Added _ -> json.writeStringField("kind", "new");
    }
    json.writeEndObject();
  }

  /** Whole numbers without a fraction, others with two decimals. */
  private static void number(JsonGenerator json, String name, double value) throws IOException {
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      json.writeNumberField(name, (long) value);
    } else {
      json.writeNumberField(name, Math.round(value * 100) / 100.0);
    }
  }
}
