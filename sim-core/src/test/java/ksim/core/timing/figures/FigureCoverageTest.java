package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.InstructionTable;
import ksim.core.host.InstructionSampler;
import org.junit.jupiter.api.Test;

/**
 * Instructions of ksim's table have figures, but for those of a few extensions and some that are
 * not valid in 64-bit mode, in which all that was measured was.
 */
class FigureCoverageTest {
  private static final int SAMPLES = 16;
  private static final Set<String> WITHOUT_FIGURES = Set.of("cet_ss", "ptwrite", "rtm");

  private final FigureTable table = FigureTable.load("skylake");

  @Test
  void everyEncodingOf64BitModeHasFigures() {
    Set<String> forms = forms(CodeMode.BITS_64);
    assertThat(forms).hasSizeGreaterThan(3000);
    assertThat(missing(forms)).isEmpty();
  }

  @Test
  void encodingsOf32BitCodeHaveFiguresUnlessTheyAreOfItAlone() {
    assertThat(missing(forms(CodeMode.BITS_32)))
        .containsExactlyInAnyOrder(
            "aaa",
            "aad i8",
            "aam i8",
            "aas",
            "arpl m16,r16",
            "arpl r16,r16",
            "bound r16,m16",
            "bound r32,m32",
            "daa",
            "das",
            "into",
            "popa",
            "popad",
            "pusha",
            "pushad",
            "salc");
  }

  private Set<String> missing(Set<String> forms) {
    return forms.stream().filter(form -> !table.has(form)).collect(Collectors.toSet());
  }

  private static Set<String> forms(CodeMode mode) {
    InstructionSampler sampler = new InstructionSampler(new SplittableRandom(1), mode);
    Set<String> forms = new TreeSet<>();
    for (Encoding encoding : InstructionTable.standard().encodings()) {
      if (!encoding.has(Attribute.UNLISTED) && !WITHOUT_FIGURES.contains(encoding.feature())) {
        for (int i = 0; i < SAMPLES; i++) {
          sampler
              .sample(encoding)
              .map(sample -> InstructionForm.of(sample.instruction()))
              .ifPresent(forms::add);
        }
      }
    }
    return forms;
  }
}
