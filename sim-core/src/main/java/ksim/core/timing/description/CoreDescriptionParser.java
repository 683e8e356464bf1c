package ksim.core.timing.description;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.timing.description.InstructionCost.Use;

/** Reads the text of a core description; its format is explained in the files themselves. */
public final class CoreDescriptionParser {
  private static final int COST_FIELDS = 6;
  private static final List<String> REGISTERS =
      List.of("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi");

  private final Map<String, Integer> parameters = new HashMap<>();
  private final Map<String, String> choices = new HashMap<>();
  private final Map<String, InstructionCost> costs = new HashMap<>();

  private CoreDescriptionParser() {}

  /**
   * Reads a description.
   *
   * @param name the name of the core, for messages too
   * @param text the text of its file
   * @throws IllegalArgumentException at the first line that makes no sense
   */
  public static CoreDescription parse(String name, String text) {
    CoreDescriptionParser parser = new CoreDescriptionParser();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        parser.line(line.replaceFirst("#.*", "").strip());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IllegalArgumentException(
            "%s:%d: %s: %s".formatted(name, number, line, e.getMessage()), e);
      }
    }
    return new CoreDescription(name, parser.parameters, parser.choices, parser.costs);
  }

  private void line(String line) {
    if (line.isEmpty()) {
      return;
    }
    String[] words = line.split("\\s+");
    switch (words[0]) {
      case "parameter" -> parameters.put(words[1], Integer.parseInt(words[2]));
      case "base" -> {
        // CoreDescription has put the text of the base before this one.
      }
      case "choice" -> choices.put(words[1], words[2]);
      case "cost" -> cost(words);
      default -> throw new IllegalArgumentException("none of 'parameter', 'choice', 'cost'");
    }
  }

  private void cost(String[] words) {
    if (!words[COST_FIELDS + 1].equals(":")) {
      throw new IllegalArgumentException("six fields and a colon expected");
    }
    List<String> implicit = list(words[6], ",");
    InstructionCost cost =
        new InstructionCost(
            uops(words[1]),
            Integer.parseInt(words[2]),
            use(words[3]),
            use(words[4]),
            Integer.parseInt(words[5]),
            implicit.stream().map(REGISTERS::indexOf).filter(number -> number >= 0).toList(),
            implicit.contains("load"),
            implicit.contains("store"),
            implicit.contains("move"));
    for (int i = COST_FIELDS + 2; i < words.length; i++) {
      if (costs.put(words[i], cost) != null) {
        throw new IllegalArgumentException("second cost of " + words[i]);
      }
    }
  }

  @SuppressWarnings("StringSplitter")
  private static List<Integer> uops(String text) {
    List<Integer> result = new ArrayList<>();
    for (String term : list(text, "\\+")) {
      String[] parts = term.split("\\*p|^p");
      int count = parts[0].isEmpty() ? 1 : Integer.parseInt(parts[0]);
      int ports = parts[1].chars().map(digit -> 1 << (digit - '0')).sum();
      result.addAll(Collections.nCopies(count, ports));
    }
    return List.copyOf(result);
  }

  private static List<String> list(String text, String separator) {
    return text.equals("-") ? List.of() : Arrays.asList(text.split(separator));
  }

  private static Use use(String text) {
    return switch (text) {
      case "-" -> Use.NONE;
      case "r" -> Use.READ;
      case "w" -> Use.WRITE;
      case "rw" -> Use.BOTH;
      default -> throw new IllegalArgumentException("'" + text + "' is none of - r w rw");
    };
  }
}
