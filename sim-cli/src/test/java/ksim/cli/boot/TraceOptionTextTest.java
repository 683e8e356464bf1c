package ksim.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import ksim.core.symbol.Symbol;
import ksim.core.symbol.SymbolTable;
import ksim.core.trace.TraceKind;
import ksim.core.trace.TraceRange;
import ksim.core.trace.TraceRange.Interval;
import ksim.core.trace.TraceSelection;
import org.junit.jupiter.api.Test;

/** What {@code --trace} takes. */
class TraceOptionTextTest {
  private static final SymbolTable SYMBOLS =
      SymbolTable.of(
          List.of(
              new Symbol("main", 0x1000, 0x40, Symbol.FUNCTION),
              new Symbol("_ZN5sched3cpu7do_idleEv", 0x2000, 8, Symbol.FUNCTION)));

  private static TraceSelection parse(String text) throws TraceOptionText.Malformed {
    return new TraceOptionText(SYMBOLS).parse(text);
  }

  @Test
  void kindsAloneAreTracedEverywhere() throws TraceOptionText.Malformed {
    assertThat(parse("blocks,cr3"))
        .isEqualTo(new TraceSelection(Set.of(TraceKind.BLOCKS, TraceKind.CR3), TraceRange.ALL));
  }

  @Test
  void faultsAreExceptions() throws TraceOptionText.Malformed {
    assertThat(parse("faults").kinds()).containsExactly(TraceKind.EXCEPTIONS);
  }

  @Test
  void rangesNarrowEachOther() throws TraceOptionText.Malformed {
    TraceRange range = parse("instructions:main:cycles=5-:instructions=-1_000:cpu=3").range();
    assertThat(range.addresses()).isEqualTo(new Interval(0x1000, 0x103f));
    assertThat(range.cycles()).isEqualTo(new Interval(5, -1));
    assertThat(range.instructions()).isEqualTo(new Interval(0, 1000));
    assertThat(range.cpu()).isEqualTo(OptionalInt.of(3));
  }

  @Test
  void addressesAreNamedOrCounted() throws TraceOptionText.Malformed {
    assertThat(parse("blocks:0xffff800000000000-").range().addresses())
        .isEqualTo(new Interval(0xffff_8000_0000_0000L, -1));
    assertThat(parse("blocks:main+0x4-main+0x8").range().addresses())
        .isEqualTo(new Interval(0x1004, 0x1008));
    assertThat(parse("devices:0x3f8").range().addresses()).isEqualTo(new Interval(0x3f8, 0x3f8));
  }

  @Test
  void namesOfCppHaveColonsOfTheirOwn() throws TraceOptionText.Malformed {
    TraceRange range = parse("blocks:sched::cpu::do_idle:cpu=1").range();
    assertThat(range.addresses()).isEqualTo(new Interval(0x2000, 0x2007));
    assertThat(range.cpu()).isEqualTo(OptionalInt.of(1));
    assertThat(parse("blocks:_ZN5sched3cpu7do_idleEv").range().addresses())
        .isEqualTo(new Interval(0x2000, 0x2007));
  }
}
