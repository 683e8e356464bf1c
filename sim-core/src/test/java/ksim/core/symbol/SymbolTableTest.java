package ksim.core.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
  private static final long HIGH = 0xffff_ffff_8000_0000L;

  private static Symbol function(String name, long address, long size) {
    return new Symbol(name, address, size, Symbol.FUNCTION);
  }

  @Test
  void addressesInSizedSymbolsAreNamed() {
    SymbolTable table =
        SymbolTable.of(List.of(function("b", HIGH + 0x40, 8), function("a", HIGH, 0x40)));
    assertThat(table.name(HIGH)).hasValue("a");
    assertThat(table.name(HIGH + 0x3f)).hasValue("a+0x3f");
    assertThat(table.name(HIGH + 0x40)).hasValue("b");
    assertThat(table.name(HIGH + 0x48)).isEmpty();
    assertThat(table.name(HIGH - 1)).isEmpty();
    assertThat(table.describe(HIGH + 2)).isEqualTo("0xffffffff80000002 <a+0x2>");
    assertThat(table.describe(5)).isEqualTo("0x5");
    assertThat(table.named("b")).map(Symbol::address).hasValue(HIGH + 0x40);
  }

  @Test
  void unsizedSymbolsReachToTheNext() {
    SymbolTable table =
        SymbolTable.of(
            List.of(new Symbol("entry", 0x1000, 0, Symbol.LABEL), function("f", 0x1100, 16)));
    assertThat(table.name(0x10ff)).hasValue("entry+0xff");
    assertThat(table.name(0x1110)).isEmpty();
    SymbolTable lonely = SymbolTable.of(List.of(new Symbol("entry", 0x1000, 0, Symbol.LABEL)));
    assertThat(lonely.name(0x1000 + (1 << 20))).isEmpty();
  }

  @Test
  void ofSeveralAtOneAddressTheFunctionIsShown() {
    SymbolTable table =
        SymbolTable.of(
            List.of(
                new Symbol("_etext", 0x1000, 0, Symbol.LABEL),
                function("main", 0x1000, 32),
                new Symbol("table", 0x1000, 32, Symbol.DATA),
                new Symbol("main.cold", 0x1000, 32, Symbol.LOCAL_FUNCTION)));
    assertThat(table.name(0x1001)).hasValue("main+0x1");
  }

  @Test
  void aLargeSymbolIsFoundBehindSmallOnesInIt() {
    SymbolTable table =
        SymbolTable.of(
            List.of(function("outer", 0x1000, 0x100), new Symbol("inner", 0x1010, 8, 1)));
    assertThat(table.name(0x1014)).hasValue("inner+0x4");
    assertThat(table.name(0x1020)).hasValue("outer+0x20");
  }

  @Test
  void agreesWithASearchThroughAll() {
    SplittableRandom random = new SplittableRandom(7);
    List<Symbol> symbols = new ArrayList<>();
    long address = 0x4000;
    for (int i = 0; i < 500; i++) {
      long size = 1L + random.nextInt(64);
      symbols.add(function("f" + i, address, size));
      address += size + random.nextInt(3);
    }
    SymbolTable table = SymbolTable.of(symbols);
    for (int i = 0; i < 5000; i++) {
      long at = 0x3ff0 + random.nextLong(address - 0x3ff0 + 16);
      Optional<Symbol> expected =
          symbols.stream().filter(s -> at >= s.address() && at < s.address() + s.size()).findAny();
      assertThat(table.at(at)).isEqualTo(expected);
    }
  }

  @Test
  void readsSystemMaps() {
    String text =
        """
        ffffffff81000000 T _text
        ffffffff81000040 0000000000000010 t helper
                         U undefined
        0000000000000000 A VDSO32_PRELINK
        ffffffff81000100 D data\t[module]
        """;
    assertThat(SystemMap.recognises(text)).isTrue();
    assertThat(SystemMap.recognises("#!/bin/sh\n")).isFalse();
    assertThat(SystemMap.read(text))
        .containsExactly(
            new Symbol("_text", 0xffff_ffff_8100_0000L, 0, Symbol.FUNCTION),
            new Symbol("helper", 0xffff_ffff_8100_0040L, 16, Symbol.LOCAL_FUNCTION),
            new Symbol("VDSO32_PRELINK", 0, 0, Symbol.LABEL),
            new Symbol("data", 0xffff_ffff_8100_0100L, 0, Symbol.DATA));
  }
}
