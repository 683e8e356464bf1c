package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Decoder;
import ksim.core.encoding.Instruction;
import org.junit.jupiter.api.Test;

/** Figures are found by form, and read as the file has them. */
class FigureTableTest {
  private static final int P0156 = 0b110_0011;
  private static final int P06 = 0b100_0001;
  private static final int P23 = 0b1100;

  private final FigureTable table = FigureTable.load("skylake");

  static Instruction decode(String hex) {
    return decode(hex, CodeMode.BITS_64);
  }

  static Instruction decode(String hex, CodeMode mode) {
    byte[] code = HexFormat.of().parseHex(hex);
    if (Decoder.decode(code, 0, code.length, mode) instanceof Instruction i) {
      return i;
    }
    throw new IllegalArgumentException(hex);
  }

  @Test
  void knowsAnAdditionFromMemory() {
    Figure figure = table.of(decode("480306")); // add rax,[rsi]
    assertThat(figure.form()).isEqualTo("add r64,m64");
    assertThat(figure.uops()).containsExactlyInAnyOrder(P0156, P23);
    assertThat(figure.issueSlots()).isEqualTo(1);
    assertThat(figure.latency(OperandRole.BASE, 0)).isEqualTo(6);
    assertThat(figure.latency(0, 0)).isEqualTo(1);
    assertThat(figure.fusesWith()).contains(Condition.E, Condition.NE).doesNotContain(Condition.O);
    assertThat(figure.fallback()).isFalse();
  }

  @Test
  void knowsIdiomsOfOneRegister() {
    assertThat(table.of(decode("31c0")).sameRegisterUops()).isEmpty(); // xor eax,eax
    assertThat(table.of(decode("660fefc0")).sameRegisterUops()).isEmpty(); // pxor xmm0,xmm0
    Figure equal = table.of(decode("660f76c0")); // pcmpeqd xmm0,xmm0
    assertThat(equal.sameRegisterUops()).hasSize(1);
    assertThat(equal.sameRegisterLatency(1, 0)).isZero();
  }

  @Test
  void knowsRegistersThatNoOperandNames() {
    int rax = OperandRole.IMPLICIT_REGISTER;
    int rdx = rax + 2;
    Figure multiplication = table.of("mul r64");
    assertThat(multiplication.latency(0, rax)).isEqualTo(3);
    assertThat(multiplication.latency(0, rdx)).isEqualTo(4);
    Figure exchange = table.of("lock cmpxchg m64,r64");
    assertThat(exchange.latency(OperandRole.BASE, rax)).isEqualTo(14);
    assertThat(exchange.throughputCycles()).isEqualTo(17);
    assertThat(table.of("div r64").dividerCycles()).isEqualTo(21);
    assertThat(table.of("shl r64,cl").latency(1, OperandRole.FLAGS)).isEqualTo(2);
  }

  @Test
  void addressesWithAnIndexMayTakeMoreSlots() {
    assertThat(table.of("add r64,m64").indexedIssueSlots()).isEqualTo(1);
    assertThat(table.of("adc r64,m64").indexedIssueSlots()).isEqualTo(2);
    assertThat(table.of("mov m64,r64").indexedIssueSlots()).isEqualTo(1);
    assertThat(table.of("add m64,r64").indexedIssueSlots()).isEqualTo(3);
  }

  @Test
  void conditionsThatReadCarryAndZeroCostMore() {
    assertThat(table.of(decode("0f47c1")).uops()).containsExactly(P06, P06); // cmova eax,ecx
    assertThat(table.of(decode("0f44c1")).uops()).containsExactly(P06); // cmove eax,ecx
  }

  @Test
  void whereNothingIsKnownThereIsAGuess() {
    FigureTable little =
        FigureTable.parse(
            """
            # a comment
            fallback: general | p0156 | 1/1/0 | | | a guess
            fallback: load | p23 | 1/1/0 | | base>0=6 | a guess
            """);
    Figure figure = little.of(decode("480306"));
    assertThat(figure.fallback()).isTrue();
    assertThat(figure.uops()).containsExactly(P0156, P23);
    assertThat(figure.latency(OperandRole.BASE, 0)).isEqualTo(6);
  }

  @Test
  void everyLineCanBeRead() {
    for (String form : table.forms()) {
      Figure figure = table.of(form);
      assertThat(figure.form()).isEqualTo(form);
      assertThat(figure.source()).as(form).isNotEmpty();
      assertThat(figure.issueSlots()).as(form).isPositive();
    }
  }

  @Test
  void formsWithAThroughputAreNumberedEachForItself() {
    for (String core : List.of("skylake", "goldencove")) {
      FigureTable figures = FigureTable.load(core);
      List<Integer> numbers =
          figures.forms().stream()
              .map(figures::of)
              .filter(figure -> figure.throughputCycles() > 0)
              .filter(figure -> !figure.form().startsWith("lock "))
              .map(Figure::throughputForm)
              .toList();
      assertThat(numbers)
          .as(core)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, figures.throughputForms()).boxed().toList())
          .hasSizeGreaterThan(100);
    }
    assertThat(table.of("add r64,r64").throughputForm()).isZero();
    assertThat(table.of("lock add m64,r64").throughputForm()).isZero();
  }

  @Test
  void numbersOfFormsFollowTheFile() {
    FigureTable little =
        FigureTable.parse(
            """
            cli,sti: - | p0156 | 1/1/0 | every=2 | | measured
            lock add: m32,r32 | p0156 | 1/1/0 | every=18 | | measured
            nop: - | - | 1/1/0 | | | measured: every=3 is no figure of it
            smsw: r32 r64 | p0156 | 1/1/0 | every=9 | | measured
            sti: - | p06 | 1/1/0 | every=4 | | measured again
            """);
    assertThat(little.of("smsw r64").throughputForm()).isEqualTo(4);
    assertThat(little.of("smsw r32").throughputForm()).isEqualTo(3);
    assertThat(little.of("sti").throughputForm()).isEqualTo(2);
    assertThat(little.of("cli").throughputForm()).isEqualTo(1);
    assertThat(little.of("nop").throughputForm()).isZero();
    assertThat(little.of("lock add m32,r32").throughputForm()).isZero();
    assertThat(little.throughputForms()).isEqualTo(4);
  }

  @Test
  void aCoreMayBeBasedOnAnother() {
    FigureTable other =
        FigureTable.parse(
            """
            ports p0156=p0156a # five
            base skylake
            lea: r64,b | p015a | 1/1/0 | | | measured
            """);
    assertThat(other.of("add r64,r64").uops()).isEqualTo(List.of(P0156 | 1 << 10));
    assertThat(other.of("lea r64,b").source()).isEqualTo("measured");
    assertThat(other.forms()).isEqualTo(table.forms());
  }

  @Test
  void goldenCoveHasOtherPortsAndIsFasterWhereItSaysSo() {
    FigureTable cove = FigureTable.load("goldencove,memory-renaming=0");
    Figure addition = cove.of(decode("480306")); // add rax,[rsi]
    assertThat(addition.uops()).containsExactlyInAnyOrder(P0156 | 1 << 10, P23 | 1 << 11);
    assertThat(cove.of("addsd xmm,xmm").latency(0, 0)).isEqualTo(2);
    assertThat(cove.of("add m64,r64").indexedUops()).isEqualTo(cove.of("add m64,r64").uops());
    assertThat(cove.forms()).isEqualTo(table.forms());
    cove.forms().forEach(form -> assertThat(cove.of(form).form()).isEqualTo(form));
  }

  @Test
  void aLineThatMakesNoSenseIsRefused() {
    FigureTable table = FigureTable.parse("nop: - | q1 | 1/1/0 | | | nobody\n");
    assertThatThrownBy(() -> table.of("nop")).hasMessageContaining("'q1' is no set of ports");
    assertThatThrownBy(() -> FigureTable.load("8086")).hasMessageContaining("8086");
    assertThat(table.forms()).isEqualTo(Set.of("nop"));
  }
}
