package ksim.core.cycles;

import static ksim.core.cycles.CodeBlockTest.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import ksim.core.cycles.ExplainedInstruction.Note;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {
  private static Explanation explain(String hex, Protocol protocol) throws RefusedException {
    return new Meter("skylake", TimingLevel.DETAILED, protocol).explain(block(hex));
  }

  private static Explanation explain(String hex) throws RefusedException {
    return explain(hex, Protocol.UNROLLED);
  }

  @ParameterizedTest
  @CsvSource({
    "4801d8480fafc3, DEPENDENCY", // add and imul, one after the other
    "0f1f80000000000f1f8000000000, PREDECODER", // long no-operations
    "66b83412, LENGTH_CHANGING_PREFIX",
    "480fc8480fc9480fca, DECODERS",
    "90909090, ISSUE",
    "480fafd84c0fafc04d0fafc9, DEPENDENCY",
    "480fafc3488bc3, PORT", // a multiplication a cycle on the one port that has a multiplier
    "0f51c1, DIVIDER",
    "488903488b03, MEMORY", // a store that the next load waits for, and so on
  })
  void findsTheBottleneck(String hex, Cause cause) throws RefusedException {
    Explanation explanation = explain(hex);
    assertThat(explanation.bottleneck()).as("%s", explanation.path()).isEqualTo(cause);
  }

  @Test
  void namesTheChain() throws RefusedException {
    Explanation explanation = explain("4801d8" + "480fafc3" + "4889d1" + "4c8b03");
    assertThat(explanation.chain()).containsExactly(0, 1);
    assertThat(explanation.instructions().get(0).criticalCycles()).isCloseTo(1, within(0.05));
    assertThat(explanation.instructions().get(1).criticalCycles()).isCloseTo(3, within(0.05));
    assertThat(explanation.percent(Cause.DEPENDENCY)).isGreaterThan(95);
  }

  @Test
  void countsPorts() throws RefusedException {
    Explanation explanation = explain("480fafc34c8b034c8903");
    assertThat(explanation.ports()).isEqualTo(8);
    assertThat(explanation.instructions().get(0).ports().get(1)).isEqualTo(1);
    double loads =
        explanation.instructions().get(1).ports().get(2)
            + explanation.instructions().get(1).ports().get(3);
    assertThat(loads).isCloseTo(1, within(1e-9));
    assertThat(explanation.instructions().get(2).ports().get(4)).isEqualTo(1);
    assertThat(explanation.instructions().get(2).uops()).isEqualTo(2);
    assertThat(explanation.instructions().get(2).issueSlots()).isEqualTo(1);
    assertThat(explanation.instructions().get(2).notes()).contains(Note.MICRO_FUSED);
  }

  @Test
  void saysWhatIsSpecial() throws RefusedException {
    assertThat(notes("4889d84801c8", 0)).contains(Note.ELIMINATED);
    assertThat(notes("31c0", 0)).contains(Note.KNOWN);
    assertThat(notes("66b83412", 0)).contains(Note.LENGTH_CHANGING_PREFIX);
    assertThat(notes("504801e0", 1)).contains(Note.STACK_SYNCHRONIZED);
    assertThat(notes("480fa2", 0)).contains(Note.MICROCODE);
  }

  @Test
  void saysWhatIsFused() throws RefusedException {
    Explanation loop = explain("48ffc875fb", Protocol.LOOP);
    assertThat(loop.instructions().get(0).notes()).contains(Note.MACRO_FUSED);
    assertThat(loop.instructions().get(1).notes()).contains(Note.FUSED_INTO_PREVIOUS);
    assertThat(loop.instructions().get(1).uops()).isZero();
  }

  @Test
  void theBeginningIsRecordedInOrder() throws RefusedException {
    Explanation explanation = explain("4801d8480fafc3");
    long sequence = 0;
    for (RecordedUop uop : explanation.beginning()) {
      assertThat(uop.event().sequence()).isEqualTo(sequence);
      assertThat(uop.event().queued()).isLessThanOrEqualTo(uop.event().issued());
      assertThat(uop.event().started()).isLessThanOrEqualTo(uop.event().done());
      assertThat(uop.event().done()).isLessThanOrEqualTo(uop.event().retired());
      assertThat(uop.iteration()).isEqualTo((int) (sequence / 2));
      assertThat(uop.instruction()).isEqualTo((int) (sequence % 2));
      sequence++;
    }
  }

  private static Set<Note> notes(String hex, int instruction) throws RefusedException {
    return explain(hex).instructions().get(instruction).notes();
  }
}
