package ksim.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import ksim.sched.scenario.StackResidency;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackSource;

/**
 * The fate of each stack page, packed for the HTML report: {@code patterns} holds each distinct
 * stack once, as runs of pages from its top such as {@code "U2 P1 A253"}; {@code threads} holds
 * runs of neighbouring threads that are alike, as {@code [count, pattern, source]} with source 0
 * for mmap and 1 for malloc; {@code names} holds their names, as {@code [prefix, first number,
 * count]}, or {@code [name]}.
 */
final class ResidencyData {
  private final Map<String, Integer> patterns = new LinkedHashMap<>();
  private final List<Alike> threads = new ArrayList<>();
  private final List<Names> names = new ArrayList<>();

  private record Alike(int count, int pattern, StackSource source) {}

  private record Names(String prefix, long first, int count) {
    String next() {
      return prefix + (first + count);
    }
  }

  private ResidencyData() {}

  static void write(JsonGenerator json, List<StackResidency> stacks) throws IOException {
    ResidencyData data = new ResidencyData();
    stacks.forEach(data::add);
    data.write(json);
  }

  private void add(StackResidency stack) {
    int pattern = patterns.computeIfAbsent(pattern(stack), key -> patterns.size());
    Alike alike = new Alike(1, pattern, stack.source());
    if (!threads.isEmpty()
        && threads.getLast().pattern == pattern
        && threads.getLast().source == stack.source()) {
      alike = new Alike(threads.removeLast().count + 1, pattern, stack.source());
    }
    threads.add(alike);
    name(stack.thread());
  }

  private void name(String name) {
    if (!names.isEmpty() && names.getLast().next().equals(name)) {
      Names before = names.removeLast();
      names.add(new Names(before.prefix, before.first, before.count + 1));
      return;
    }
    int digits = name.length();
    while (digits > 0 && name.length() - digits < 9 && isDigit(name.charAt(digits - 1))) {
      digits--;
    }
    String number = name.substring(digits);
    boolean numbered = !number.isEmpty() && (number.equals("0") || !number.startsWith("0"));
    names.add(
        numbered
            ? new Names(name.substring(0, digits), Long.parseLong(number), 1)
            : new Names(name, -1, 1));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String pattern(StackResidency stack) {
    return stack.runs().stream()
        .map(run -> letter(run.state()) + run.pages())
        .collect(Collectors.joining(" "));
  }

  private static String letter(PageState state) {
    return switch (state) {
      case ABSENT -> "A";
      case UNTOUCHED -> "N";
      case PROBED -> "P";
      case USED -> "U";
      case RESIDENT -> "R";
    };
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("residency");
    JsonFields.strings(json, "patterns", List.copyOf(patterns.keySet()));
    json.writeArrayFieldStart("threads");
    for (Alike alike : threads) {
      json.writeStartArray();
      json.writeNumber(alike.count);
      json.writeNumber(alike.pattern);
      json.writeNumber(alike.source == StackSource.MMAP ? 0 : 1);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("names");
    for (Names run : names) {
      json.writeStartArray();
      json.writeString(run.prefix);
      if (run.first >= 0) {
        json.writeNumber(run.first);
        json.writeNumber(run.count);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
