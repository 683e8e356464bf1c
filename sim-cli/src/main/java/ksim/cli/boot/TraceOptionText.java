package ksim.cli.boot;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ksim.cli.diag.Suggestion;
import ksim.core.machine.MachineConfiguration;
import ksim.core.symbol.Symbol;
import ksim.core.symbol.SymbolTable;
import ksim.core.trace.TraceKind;
import ksim.core.trace.TraceRange;
import ksim.core.trace.TraceRange.Interval;
import ksim.core.trace.TraceSelection;

/**
 * Reads what {@code --trace} is given: {@code KIND[,KIND...][:RANGE]...}, where a range is a
 * symbol, {@code FROM-TO} in addresses, {@code cycles=FROM-TO}, {@code instructions=FROM-TO} or
 * {@code cpu=N}.
 */
public final class TraceOptionText {
  /** A colon, but not those in the names of C++. */
  private static final Pattern SEPARATOR = Pattern.compile("(?<!:):(?!:)");

  private final SymbolTable symbols;

  /** Something in the text cannot be understood; the message is for the user. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }

    /** What was found and what was expected. */
    public String text() {
      String message = getMessage();
      return message == null ? "" : message;
    }
  }

  /**
   * @param symbols what names stand for
   */
  public TraceOptionText(SymbolTable symbols) {
    this.symbols = symbols;
  }

  /** The selection that a text describes. */
  public TraceSelection parse(String text) throws Malformed {
    List<String> parts = List.of(SEPARATOR.split(text, -1));
    Set<TraceKind> kinds = EnumSet.noneOf(TraceKind.class);
    for (String name : parts.getFirst().split(",", -1)) {
      kinds.add(kind(name));
    }
    TraceRange range = TraceRange.ALL;
    for (String part : parts.subList(1, parts.size())) {
      range = narrowed(range, part);
    }
    return new TraceSelection(kinds, range);
  }

  private static TraceKind kind(String name) throws Malformed {
    List<String> known = Stream.of(TraceKind.values()).map(TraceKind::label).toList();
    return TraceKind.of(name)
        .orElseThrow(
            () ->
                new Malformed(
                    "found the kind '%s'; %s".formatted(name, Suggestion.hint(name, known))));
  }

  private TraceRange narrowed(TraceRange range, String part) throws Malformed {
    int equals = part.indexOf('=');
    String key = equals < 0 ? "" : part.substring(0, equals);
    String value = part.substring(equals + 1);
    return switch (key) {
      case "" ->
          new TraceRange(addresses(value), range.cycles(), range.instructions(), range.cpu());
      case "cycles" ->
          new TraceRange(range.addresses(), numbers(value), range.instructions(), range.cpu());
      case "instructions" ->
          new TraceRange(range.addresses(), range.cycles(), numbers(value), range.cpu());
      case "cpu" ->
          new TraceRange(
              range.addresses(), range.cycles(), range.instructions(), OptionalInt.of(cpu(value)));
      default ->
          throw new Malformed(
              "found '%s=', expected cycles=, instructions=, cpu= or addresses".formatted(key));
    };
  }

  private static Interval numbers(String text) throws Malformed {
    List<String> ends = ends(text);
    long first = ends.getFirst().isEmpty() ? 0 : number(ends.getFirst());
    long last = ends.getLast().isEmpty() ? -1 : number(ends.getLast());
    return interval(first, last, text);
  }

  private static int cpu(String text) throws Malformed {
    long number = number(text);
    if (number >= MachineConfiguration.MAXIMUM_CPUS) {
      throw new Malformed(
          "found cpu=%s, expected 0 to %d".formatted(text, MachineConfiguration.MAXIMUM_CPUS - 1));
    }
    return (int) number;
  }

  private Interval addresses(String text) throws Malformed {
    List<Symbol> whole = symbols.named(text).stream().toList();
    if (!whole.isEmpty()) {
      Symbol symbol = whole.getFirst();
      long last = symbol.address() + Math.max(1, symbol.size()) - 1;
      return new Interval(symbol.address(), last);
    }
    List<String> ends = ends(text);
    long first = ends.getFirst().isEmpty() ? 0 : address(ends.getFirst());
    long last = ends.getLast().isEmpty() ? -1 : address(ends.getLast());
    return interval(first, last, text);
  }

  private static Interval interval(long first, long last, String text) throws Malformed {
    if (Long.compareUnsigned(first, last) > 0) {
      throw new Malformed(
          "found '%s', expected an end that is not before the start".formatted(text));
    }
    return new Interval(first, last);
  }

  /** Start and end; the same where there is one number only. */
  private static List<String> ends(String text) throws Malformed {
    int dash = text.indexOf('-');
    if (text.isEmpty() || text.equals("-")) {
      throw new Malformed("found an empty range, expected FROM-TO");
    }
    return dash < 0
        ? List.of(text, text)
        : new ArrayList<>(List.of(text.substring(0, dash), text.substring(dash + 1)));
  }

  private static long number(String text) throws Malformed {
    try {
      long value = Long.parseLong(text.replace("_", ""));
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Malformed("found '%s', expected a whole number of at least 0".formatted(text));
  }

  private long address(String text) throws Malformed {
    int plus = text.indexOf('+');
    String name = plus < 0 ? text : text.substring(0, plus);
    long offset = plus < 0 ? 0 : hexadecimal(text.substring(plus + 1));
    return symbols.named(name).isPresent()
        ? symbols.named(name).get().address() + offset
        : hexadecimal(name) + offset;
  }

  private static long hexadecimal(String text) throws Malformed {
    try {
      if (text.startsWith("0x")) {
        return Long.parseUnsignedLong(text.substring(2), 16);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new Malformed(
        "found '%s', expected a symbol, SYMBOL+0xOFFSET or 0xADDRESS".formatted(text));
  }
}
