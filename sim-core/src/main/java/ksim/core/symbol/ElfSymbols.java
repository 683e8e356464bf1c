package ksim.core.symbol;

import java.util.ArrayList;
import java.util.List;
import ksim.core.boot.ElfFile;

/** The symbols of an ELF file that name code or data. */
public final class ElfSymbols {
  private static final int STT_NOTYPE = 0;
  private static final int STT_OBJECT = 1;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;

  private ElfSymbols() {}

  /**
   * The symbols, at the addresses they are linked for.
   *
   * @param offset added to each address: where a position-independent image was loaded
   */
  public static SymbolTable of(ElfFile elf, long offset) {
    List<Symbol> symbols = new ArrayList<>();
    for (ElfFile.Symbol symbol : elf.symbols()) {
      int rank = rank(symbol.type());
      if (rank >= 0 && symbol.value() != 0 && !symbol.name().isEmpty()) {
        symbols.add(new Symbol(symbol.name(), symbol.value() + offset, symbol.bytes(), rank));
      }
    }
    return SymbolTable.of(symbols);
  }

  /** Rank by type; -1 for symbols of sections, files and thread-local data. */
  private static int rank(int type) {
    return switch (type) {
      case STT_NOTYPE -> Symbol.LABEL;
      case STT_OBJECT -> Symbol.DATA;
      case STT_FUNC, STT_GNU_IFUNC -> Symbol.FUNCTION;
      default -> -1;
    };
  }
}
