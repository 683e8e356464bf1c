package ksim.cli.cycles;

import java.util.Arrays;

/**
 * How well predictions agree with what was measured.
 *
 * @param name whose predictions they are
 * @param blocks number of blocks compared
 * @param mape mean of |predicted - measured| / measured, in percent
 * @param bias mean of (predicted - measured) / measured, in percent
 * @param tau Kendall's tau-b: the share of pairs of blocks that the predictions put into the right
 *     order, less that of pairs in the wrong one, corrected for ties on either side; not a number
 *     if all are alike on one side
 * @param errors |predicted - measured| / measured in percent, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record Score(
    String name, int blocks, double mape, double bias, double tau, double[] errors) {
  /** Name of the column that holds what was measured. */
  public static final String MEASURED = "measured_cycles";

  private static final double PERCENT = 100;

  /**
   * Scores predictions.
   *
   * @param name whose predictions they are
   * @param predicted in cycles
   * @param measured the same blocks' measured cycles, each more than 0
   */
  public static Score of(String name, double[] predicted, double[] measured) {
    int count = measured.length;
    double[] errors = new double[count];
    double signed = 0;
    for (int i = 0; i < count; i++) {
      double error = error(predicted[i], measured[i]);
      signed += error;
      errors[i] = Math.abs(error);
    }
    double sum = Arrays.stream(errors).sum();
    Arrays.sort(errors);
    return new Score(name, count, sum / count, signed / count, tau(predicted, measured), errors);
  }

  /** Error of a prediction in percent; negative if it is too low. */
  public static double error(double predicted, double measured) {
    return PERCENT * (predicted - measured) / measured;
  }

  /** The error that so many percent of the blocks do not exceed, in percent. */
  public double quantile(double percent) {
    int index = (int) Math.ceil(percent / PERCENT * blocks) - 1;
    return errors[Math.clamp(index, 0, blocks - 1)];
  }

  /** Percentage of the blocks with an error of at most so many percent. */
  public double within(double percent) {
    return PERCENT * Arrays.stream(errors).filter(error -> error <= percent).count() / blocks;
  }

  private static double tau(double[] a, double[] b) {
    long difference = 0;
    long differentInA = 0;
    long differentInB = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        int inA = Double.compare(a[i], a[j]);
        int inB = Double.compare(b[i], b[j]);
        difference += (long) Integer.signum(inA) * Integer.signum(inB);
        differentInA += inA == 0 ? 0 : 1;
        differentInB += inB == 0 ? 0 : 1;
      }
    }
    return difference / Math.sqrt((double) differentInA * differentInB);
  }
}
