package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A line of the table of effects; the table's header explains its fields.
 *
 * @param operands a letter for each explicit operand; the last counts for those that follow
 * @param flagsRead groups of flags that are read, as letters
 * @param flagsWritten groups of flags that are written, as letters
 * @param implicit registers and state that are used without being operands
 * @param words what else it does
 */
record EffectLine(
    String operands,
    String flagsRead,
    String flagsWritten,
    List<Implicit> implicit,
    Set<String> words) {

  /** Of instructions in VEX encoding that have no line. */
  static final EffectLine VEX = new EffectLine("wr", "", "", List.of(), Set.of());

  /**
   * Something that is used without being an operand.
   *
   * @param name its name in the table
   * @param use letter of its use
   */
  record Implicit(String name, char use) {}

  /**
   * Reads the fields of a line.
   *
   * @throws IllegalArgumentException if they make no sense
   */
  static EffectLine parse(String operands, String flags, String others) {
    int slash = flags.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("flags read and written, with a slash between, expected");
    }
    List<Implicit> implicit = new ArrayList<>();
    Set<String> words = new TreeSet<>();
    for (String word : others.split(",", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        implicit.add(new Implicit(word.substring(0, equals), word.charAt(equals + 1)));
      } else if (!word.equals("-")) {
        words.add(word);
      }
    }
    return new EffectLine(
        none(operands),
        none(flags.substring(0, slash)),
        none(flags.substring(slash + 1)),
        List.copyOf(implicit),
        words);
  }

  private static String none(String field) {
    return field.equals("-") ? "" : field;
  }

  /** The letter of an explicit operand. */
  char operand(int index) {
    return operands.isEmpty() ? '-' : operands.charAt(Math.min(index, operands.length() - 1));
  }

  /** Whether a word stands in the line. */
  boolean has(String word) {
    return words.contains(word);
  }
}
