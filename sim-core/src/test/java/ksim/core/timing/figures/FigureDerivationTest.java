package ksim.core.timing.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The file of figures is what {@link FigureDerivation} makes of the measurements. */
class FigureDerivationTest {
  @Test
  void theFileIsWhatIsDerived() throws IOException {
    assumeTrue(UopsInfoRow.available(), "the measurements of uops.info are not here");
    assertThat(FigureDerivation.written()).isEqualTo(FigureDerivation.derived());
  }
}
