package ksim.cli.yaml;

import java.util.List;
import ksim.cli.diag.Printable;

/** A piece of a YAML file that knows where it stands; lines and columns are counted from 1. */
sealed interface YamlNode {
  /** Line of its first character. */
  int line();

  /** Column of its first character, in code points. */
  int column();

  /** What it is, for a message: {@code 'text'}, {@code a list}, {@code a mapping}. */
  String described();

  /**
   * A single value.
   *
   * @param line line
   * @param column column
   * @param text its text, quotes removed
   * @param plain whether it stood without quotes
   */
  record Scalar(int line, int column, String text, boolean plain) implements YamlNode {
    @Override
    public String described() {
      if (text.isEmpty()) {
        return plain ? "nothing" : "an empty text";
      }
      String shown = Printable.shortened(text, 40);
      return plain ? "'" + shown + "'" : "the text \"" + shown + "\"";
    }
  }

  /**
   * A list.
   *
   * @param line line
   * @param column column
   * @param items its items
   */
  record Sequence(int line, int column, List<YamlNode> items) implements YamlNode {
    @Override
    public String described() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  /**
   * Keys and values.
   *
   * @param line line
   * @param column column
   * @param entries its entries in file order, duplicates included
   */
  record Mapping(int line, int column, List<Entry> entries) implements YamlNode {
    @Override
    public String described() {
      return entries.isEmpty() ? "an empty mapping" : "a mapping";
    }
  }

  /**
   * A key and its value.
   *
   * @param key the key
   * @param value the value
   */
  record Entry(Scalar key, YamlNode value) {}
}
