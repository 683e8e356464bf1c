package ksim.cli.cycles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final double EXACT = 1e-9;

  private static Score score(double[] predicted, double[] measured) {
    return Score.of("test", predicted, measured);
  }

  @Test
  void perfectPredictions() {
    double[] cycles = {1, 2, 3, 4.5};
    Score score = score(cycles, cycles);
    assertThat(score.mape()).isZero();
    assertThat(score.bias()).isZero();
    assertThat(score.tau()).isEqualTo(1);
    assertThat(score.within(0)).isEqualTo(100);
  }

  @Test
  void errorsAreRelativeToWhatWasMeasured() {
    Score score = score(new double[] {1.5, 1, 4}, new double[] {1, 2, 4});
    assertThat(score.mape()).isCloseTo(100.0 / 3, within(EXACT));
    assertThat(score.bias()).isZero();
    assertThat(score.errors()).containsExactly(0, 50, 50);
    assertThat(score.quantile(33)).isZero();
    assertThat(score.quantile(34)).isEqualTo(50);
    assertThat(score.quantile(100)).isEqualTo(50);
    assertThat(score.within(49)).isCloseTo(100.0 / 3, within(EXACT));
  }

  /** Values of scipy.stats.kendalltau, which computes tau-b. */
  @Test
  void tauIsThatOfKendallCorrectedForTies() {
    assertThat(score(new double[] {12, 2, 1, 12, 2}, new double[] {1, 4, 7, 1, 0.5}).tau())
        .isCloseTo(-0.4714045207910316, within(0.1));
    assertThat(score(new double[] {3, 2, 1}, new double[] {1, 2, 3}).tau()).isEqualTo(-1);
    assertThat(score(new double[] {1, 1, 2}, new double[] {1, 2, 3}).tau())
        .isCloseTo(2 / Math.sqrt(6), within(EXACT));
  }

  @Test
  void tauIsWhatItsDefinitionSays() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 50; round++) {
      int count = 2 + random.nextInt(20);
      double[] a = random.doubles(count).map(x -> 1 + Math.floor(x * 8)).toArray();
      double[] b = random.doubles(count).map(x -> 1 + Math.floor(x * 8)).toArray();
      a[0] = 0.5;
      b[count - 1] = 0.5;
      assertThat(score(a, b).tau()).isCloseTo(naive(a, b), within(EXACT));
    }
  }

  private static double naive(double[] a, double[] b) {
    int concordant = 0;
    int discordant = 0;
    int tiedOnlyInA = 0;
    int tiedOnlyInB = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = i + 1; j < a.length; j++) {
        double product = (a[i] - a[j]) * (b[i] - b[j]);
        if (product > 0) {
          concordant++;
        } else if (product < 0) {
          discordant++;
        } else if (a[i] == a[j] && b[i] != b[j]) {
          tiedOnlyInA++;
        } else if (a[i] != a[j]) {
          tiedOnlyInB++;
        }
      }
    }
    double untied = concordant + discordant;
    return (concordant - discordant) / Math.sqrt((untied + tiedOnlyInA) * (untied + tiedOnlyInB));
  }

  @Test
  void theOrderOfBlocksDoesNotCount() {
    double[] predicted = {1, 5, 2, 8};
    double[] measured = {2, 4, 3, 7};
    Score score = score(predicted, measured);
    Score other = score(new double[] {8, 2, 5, 1}, new double[] {7, 3, 4, 2});
    assertThat(other.mape()).isCloseTo(score.mape(), within(EXACT));
    assertThat(other.tau()).isEqualTo(score.tau());
    assertThat(Arrays.equals(other.errors(), score.errors())).isTrue();
  }
}
