package ksim.core.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code nm} prints, which is what Linux installs as {@code System.map}. */
public final class SystemMap {
  private static final Pattern LINE =
      Pattern.compile(
          "([0-9a-fA-F]{1,16})(?:\\s+([0-9a-fA-F]{1,16}))?\\s+(\\S)\\s+(\\S+)(?:\\s.*)?");

  private SystemMap() {}

  /** Whether a text begins like one. */
  public static boolean recognises(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .findFirst()
        .flatMap(SystemMap::line)
        .isPresent();
  }

  /** The symbols of a text; lines of another form, such as those of undefined symbols, are none. */
  public static List<Symbol> read(String text) {
    List<Symbol> symbols = new ArrayList<>();
    text.lines().forEach(line -> line(line).ifPresent(symbols::add));
    return symbols;
  }

  private static Optional<Symbol> line(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long address = Long.parseUnsignedLong(matcher.group(1), 16);
    String size = matcher.group(2);
    int rank =
        switch (matcher.group(3)) {
          case "T", "W", "V" -> Symbol.FUNCTION;
          case "t", "w", "v" -> Symbol.LOCAL_FUNCTION;
          case "a", "A" -> Symbol.LABEL;
          default -> Symbol.DATA;
        };
    long bytes = size == null ? 0 : Long.parseUnsignedLong(size, 16);
    return Optional.of(new Symbol(matcher.group(4), address, bytes, rank));
  }
}
