package ksim.core.cycles;

import static ksim.core.cycles.CodeBlockTest.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeterTest {
  private static final Meter UNROLLED =
      new Meter("skylake", TimingLevel.DETAILED, Protocol.UNROLLED);
  private static final Meter LOOP = new Meter("skylake", TimingLevel.DETAILED, Protocol.LOOP);

  private static Refusal refusal(String hex) {
    return catchThrowableOfType(RefusedException.class, () -> UNROLLED.measure(block(hex)))
        .refusal();
  }

  /** Figures of the manual that no model of a Skylake may miss. */
  @ParameterizedTest
  @CsvSource({
    "90, 0.25", // four a cycle
    "4801d8, 1", // a chain of additions
    "480fafc3, 3", // a chain of multiplications
    "488b00, 4", // a pointer that is followed
    "488903, 1", // one store a cycle
    "f20f59c1, 4", // a chain of floating-point multiplications
    "0f1f8000000000, 0.4375", // seven bytes at sixteen a cycle
    "4c8b034c8b4b08, 1", // two loads a cycle
  })
  void measuresWhatIsKnown(String hex, double cycles) throws RefusedException {
    assertThat(UNROLLED.measure(block(hex)).cyclesPerIteration()).isCloseTo(cycles, within(0.02));
  }

  @Test
  void aLoopComesFromTheMicroOperationCache() throws RefusedException {
    CodeBlock longNops = block("0f1f8000000000".repeat(8));
    assertThat(UNROLLED.measure(longNops).cyclesPerIteration()).isCloseTo(3.5, within(0.02));
    assertThat(LOOP.measure(longNops).cyclesPerIteration()).isLessThan(3.2);
  }

  /** At a line's start: no jump of so short a loop touches the border of 32 bytes. */
  @Test
  void theShortestLoopTakesACycle() throws RefusedException {
    assertThat(LOOP.measure(block("48ffc875fb")).cyclesPerIteration()).isEqualTo(1);
    assertThat(LOOP.measure(block("4883e80175fa")).cyclesPerIteration()).isEqualTo(1);
  }

  @Test
  void countsTheJumpOfALoop() throws RefusedException {
    assertThat(LOOP.measure(block("4801d8")).instructions()).isEqualTo(2);
    assertThat(LOOP.measure(block("48ffc875fb")).instructions()).isEqualTo(2);
  }

  /** RCX is 37 million: more pages than are mapped, found in one pass instead of 1,024. */
  @Test
  void aRepeatedStringGoesOnWhereAPageWasMissing() throws RefusedException {
    assertThat(refusal("f3a4").kind()).isEqualTo(Refusal.Kind.PAGES);
    Measurement copy = UNROLLED.measure(block("b900300000bf00009000be0000a000f3a4"));
    assertThat(copy.pages()).isEqualTo(6);
  }

  @Test
  void mapsWhatIsTouched() throws RefusedException {
    assertThat(UNROLLED.measure(block("4801d8")).pages()).isZero();
    assertThat(UNROLLED.measure(block("488b00")).pages()).isOne();
    // One page after the other: its address is stored, added to, and loaded from.
    Measurement walk = UNROLLED.measure(block("4805001000008b18"));
    assertThat(walk.pages()).isGreaterThan(190);
  }

  @ParameterizedTest
  @CsvSource({
    "48b80000000000008000ff00, FAULT, 10, #GP",
    "0f0b, FAULT, 0, #UD",
    "31c94831d248f7f1, FAULT, 5, #DE",
    "fa, FAULT, 0, #GP",
    "904889042500004000, FAULT, 1, page fault at 0x400000",
    "480500a000008b188b98001000008b98002000008b98003000008b98004000008b98005000008b9800600000"
        + "8b98007000008b98008000008b9800900000, PAGES, 26, at most",
    "f4, FAULT, 0, #GP",
  })
  void saysWhatCannotBeMeasured(String hex, Refusal.Kind kind, int offset, String text) {
    Refusal refusal = refusal(hex);
    assertThat(refusal.kind()).as(refusal.text()).isEqualTo(kind);
    assertThat(refusal.offset()).isEqualTo(offset);
    assertThat(refusal.text()).contains(text);
  }

  @Test
  void resultsDoNotDependOnWhatWasMeasuredBefore() throws RefusedException {
    List<String> blocks = List.of("488b00", "4801d8480fafc3", "488903488b03", "50585058");
    List<Double> first = new ArrayList<>();
    for (String hex : blocks) {
      first.add(UNROLLED.measure(block(hex)).cyclesPerIteration());
    }
    for (int i = blocks.size() - 1; i >= 0; i--) {
      assertThat(UNROLLED.measure(block(blocks.get(i))).cyclesPerIteration())
          .isEqualTo(first.get(i));
    }
  }

  @Test
  void takesEachTimingLevel() throws RefusedException {
    CodeBlock block = block("4801d84801d8");
    Meter none = new Meter("skylake", TimingLevel.NONE, Protocol.UNROLLED);
    assertThat(none.measure(block).cyclesPerIteration()).isEqualTo(2);
    Meter fast = new Meter("skylake", TimingLevel.FAST, Protocol.UNROLLED);
    assertThat(fast.measure(block).cyclesPerIteration()).isBetween(0.5, 2.0);
  }

  @Test
  void takesChangedCores() throws RefusedException {
    Meter narrow = new Meter("skylake,issue-width=1", TimingLevel.DETAILED, Protocol.UNROLLED);
    assertThat(narrow.measure(block("90")).cyclesPerIteration()).isCloseTo(1, within(0.02));
  }

  @Test
  void explainsWhatItMeasures() throws RefusedException {
    CodeBlock block = block("4801d8480fafc3488b03");
    Explanation explanation = UNROLLED.explain(block);
    assertThat(explanation.measurement()).isEqualTo(UNROLLED.measure(block));
  }
}
