package ksim.core.timing.loadstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;
import org.junit.jupiter.api.Test;

/** Which instructions have micro-operations for all that they access. */
class AccessPlanTest {
  /** Those that make several accesses, or write wider, need not have; they are not foreseen. */
  @Test
  void whatHasAFigureMakesItsAccessesInOrder() {
    UopCracker cracker =
        new UopCracker(CoreDescription.load("skylake"), FigureTable.load("skylake"));
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(3), CodeMode.BITS_64);
    int made = 0;
    int nobodys = 0;
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (encoding.has(Attribute.UNLISTED)) {
        continue;
      }
      for (int i = 0; i < 4; i++) {
        var sample = sampler.sample(encoding);
        if (sample.isEmpty()) {
          continue;
        }
        InstructionUops uops = cracker.crack(List.of(sample.get().instruction()), 0).getFirst();
        boolean narrow = uops.accesses().stream().allMatch(access -> access.bytes() <= Long.BYTES);
        if (uops.accesses().isEmpty() || !narrow) {
          continue;
        }
        boolean inOrder = AccessPlan.of(List.of(uops)).isMadeInOrder();
        assertThat(inOrder || uops.figure().fallback())
            .as(sample.get().instruction().mnemonic())
            .isTrue();
        made += inOrder ? 1 : 0;
        nobodys += inOrder ? 0 : 1;
      }
    }
    assertThat(made).isGreaterThan(500);
    assertThat(nobodys).as("such as PTWRITE, of which nothing is known").isPositive();
  }
}
