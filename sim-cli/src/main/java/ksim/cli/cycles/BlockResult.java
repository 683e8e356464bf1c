package ksim.cli.cycles;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import ksim.core.cycles.CodeBlock;
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
 */
public record BlockResult(
    BlockLine line, Optional<Measurement> measurement, Optional<Refusal> refusal) {
  private static final double CENTS = 100;

  /** Measures a block. */
  public static BlockResult of(BlockLine line, Meter meter) {
    try {
      return new BlockResult(
          line, Optional.of(meter.measure(CodeBlock.of(line.code()))), Optional.empty());
    } catch (RefusedException e) {
      return new BlockResult(line, Optional.empty(), Optional.of(e.refusal()));
    }
  }

  /** Its cycles as they are printed and scored: rounded to two decimals. */
  public OptionalDouble cycles() {
    return measurement
        .map(m -> OptionalDouble.of(Math.round(m.cyclesPerIteration() * CENTS) / CENTS))
        .orElseGet(OptionalDouble::empty);
  }

  /** Cycles with two decimals. */
  public static String text(double cycles) {
    return String.format(Locale.ROOT, "%.2f", cycles);
  }
}
