package ksim.core.symbol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Symbols by address and by name. An address belongs to the nearest symbol at or before it, if that
 * has no size or contains it; past the end of a sized one the address belongs to nobody, unless a
 * larger symbol before it contains it.
 */
public final class SymbolTable {
  /** No symbols. */
  public static final SymbolTable EMPTY = new SymbolTable(List.of());

  /** How far behind a symbol without a size an address may lie. */
  private static final long UNSIZED_REACH = 1 << 20;

  /** How many symbols before an address are looked at for one that contains it. */
  private static final int SEARCHED = 64;

  private static final Comparator<Symbol> ORDER =
      Comparator.comparingLong((Symbol symbol) -> symbol.address() + Long.MIN_VALUE) // unsigned
          .thenComparingInt(Symbol::rank)
          .thenComparing(symbol -> symbol.size() != 0)
          .thenComparing(Symbol::name, Comparator.reverseOrder());

  /** By address; of several at one address the one to be shown is the last. */
  private final List<Symbol> symbols;

  private final Map<String, Symbol> byName = new HashMap<>();

  private SymbolTable(List<Symbol> sorted) {
    this.symbols = sorted;
    sorted.forEach(symbol -> byName.merge(symbol.name(), symbol, SymbolTable::better));
  }

  /** A table of symbols in any order; duplicates do no harm. */
  public static SymbolTable of(List<Symbol> symbols) {
    List<Symbol> sorted = new ArrayList<>(symbols);
    sorted.sort(ORDER);
    return new SymbolTable(List.copyOf(sorted));
  }

  private static Symbol better(Symbol one, Symbol other) {
    return other.rank() > one.rank() ? other : one;
  }

  /** Number of symbols. */
  public int size() {
    return symbols.size();
  }

  /**
   * The symbol of a name, as the compiler made it or as people write it; of several the one of the
   * highest rank, then of the lowest address.
   */
  public Optional<Symbol> named(String name) {
    return Optional.ofNullable(byName.get(name))
        .or(() -> symbols.stream().filter(symbol -> symbol.title().equals(name)).findFirst());
  }

  /** The symbol that an address belongs to. */
  public Optional<Symbol> at(long linear) {
    int last = lastAtOrBefore(linear);
    for (int i = last; i >= 0 && i > last - SEARCHED; i--) {
      Symbol symbol = symbols.get(i);
      if (symbol.contains(linear)) {
        return Optional.of(symbol);
      }
      if (symbol.size() == 0 && reaches(symbol, linear, last)) {
        return Optional.of(symbol);
      }
    }
    return Optional.empty();
  }

  /** A symbol without a size goes on to the next address that has a symbol. */
  private boolean reaches(Symbol symbol, long linear, int last) {
    return symbol.address() == symbols.get(last).address()
        && Long.compareUnsigned(linear - symbol.address(), UNSIZED_REACH) < 0;
  }

  private int lastAtOrBefore(long linear) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(symbols.get(middle).address(), linear) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** An address as {@code name+0x1c}, or as {@code name} at its beginning; empty if unknown. */
  public Optional<String> name(long linear) {
    return at(linear)
        .map(
            symbol ->
                symbol.address() == linear
                    ? symbol.title()
                    : "%s+0x%x".formatted(symbol.title(), linear - symbol.address()));
  }

  /** An address for people: in hexadecimal, and its name in angle brackets if it has one. */
  public String describe(long linear) {
    return "0x%x%s".formatted(linear, name(linear).map(name -> " <" + name + ">").orElse(""));
  }

  /**
   * A return address for people: named after the call, which may be the last instruction of its
   * function.
   */
  public String describeReturn(long linear) {
    return at(linear - 1)
        .map(
            symbol -> "0x%x <%s+0x%x>".formatted(linear, symbol.title(), linear - symbol.address()))
        .orElseGet(() -> "0x%x".formatted(linear));
  }
}
