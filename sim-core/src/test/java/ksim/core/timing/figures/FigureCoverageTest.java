package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import org.junit.jupiter.api.Test;

/** Instructions of ksim's table have figures, but for those of a few extensions. */
class FigureCoverageTest {
  private static final int SAMPLES = 16;
  private static final Set<String> WITHOUT_FIGURES = Set.of("cet_ss", "ptwrite", "rtm");

  @Test
  void everyEncodingOf64BitModeHasFigures() {
    FigureTable table = FigureTable.load("skylake");
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(1), CodeMode.BITS_64);
    List<String> missing = new ArrayList<>();
    Set<String> forms = new TreeSet<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (!encoding.has(Attribute.UNLISTED)
          && !encoding.has(Attribute.I64)
          && !WITHOUT_FIGURES.contains(encoding.feature())) {
        for (int i = 0; i < SAMPLES; i++) {
          sampler
              .sample(encoding)
              .map(sample -> InstructionForm.of(sample.instruction()))
              .ifPresent(forms::add);
        }
      }
    }
    forms.stream().filter(form -> !table.has(form)).forEach(missing::add);
    assertThat(forms).hasSizeGreaterThan(3000);
    assertThat(missing).isEmpty();
  }
}
