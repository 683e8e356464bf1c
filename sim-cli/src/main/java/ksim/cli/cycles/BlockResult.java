package ksim.cli.cycles;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.cycles.Cause;
import ksim.core.cycles.CodeBlock;
import ksim.core.cycles.Explanation;
import ksim.core.cycles.Measurement;
import ksim.core.cycles.Meter;
import ksim.core.cycles.Refusal;
import ksim.core.cycles.RefusedException;

/**
 * What came of a block.
 *
 * @param line the block
 * @param measurement its cycles, unless it was refused
 * @param refusal why it has none
 * @param bottleneck what limits it, if that was asked for
 */
public record BlockResult(
    BlockLine line,
    Optional<Measurement> measurement,
    Optional<Refusal> refusal,
    Optional<Cause> bottleneck) {
  private static final double CENTS = 100;

  /** Measures a block. */
  public static BlockResult of(BlockLine line, Meter meter) {
    try {
      return measured(line, meter);
    } catch (RefusedException e) {
      return refused(line, e);
    }
  }

  /**
   * Measures a block.
   *
   * @throws RefusedException if it cannot be measured
   */
  public static BlockResult measured(BlockLine line, Meter meter) throws RefusedException {
    Measurement measurement = meter.measure(CodeBlock.of(line.code()));
    return new BlockResult(line, Optional.of(measurement), Optional.empty(), Optional.empty());
  }

  /** Measures a block and finds out what limits it. */
  public static BlockResult explained(BlockLine line, Meter meter) {
    try {
      Explanation explanation = meter.explain(CodeBlock.of(line.code()));
      return new BlockResult(
          line,
          Optional.of(explanation.measurement()),
          Optional.empty(),
          Optional.of(explanation.bottleneck()));
    } catch (RefusedException e) {
      return refused(line, e);
    }
  }

  private static BlockResult refused(BlockLine line, RefusedException e) {
    return new BlockResult(line, Optional.empty(), Optional.of(e.refusal()), Optional.empty());
  }

  /** Its cycles as they are printed and scored: rounded to two decimals. */
  public OptionalDouble cycles() {
    return measurement
        .map(m -> OptionalDouble.of(Math.round(m.cyclesPerIteration() * CENTS) / CENTS))
        .orElseGet(OptionalDouble::empty);
  }

  /** How many of its instructions have no figure, so that their cost is a guess. */
  public int withoutFigure() {
    return measurement.map(Measurement::withoutFigure).orElse(0);
  }

  /** What to say of that. */
  public String guess() {
    int without = withoutFigure();
    int all = measurement.map(Measurement::instructions).orElse(0);
    return "%d of %d %s no measured figure: %s cost is a guess"
        .formatted(
            without,
            all,
            (all == 1 ? "instruction" : "instructions") + (without == 1 ? " has" : " have"),
            without == 1 ? "its" : "their");
  }

  /** Cycles with two decimals. */
  public static String text(double cycles) {
    return String.format(Locale.ROOT, "%.2f", cycles);
  }
}
