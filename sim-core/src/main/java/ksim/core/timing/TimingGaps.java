package ksim.core.timing;

import java.util.SortedMap;

/**
 * What a timing level had to guess or to leave out of what was executed: how far its cycles can be
 * trusted. Both are 0 at level {@link TimingLevel#NONE}, which guesses nothing.
 *
 * @param instructionsWithoutFigure instructions of which nothing was measured: their cost is that
 *     of instructions with such operands; those in blocks that a fault left in their middle are not
 *     counted
 * @param accessesNotAttributed accesses to memory of which it is not known to which instruction
 *     they belong, and which therefore delayed nothing; only {@link TimingLevel#DETAILED} looks
 */
public record TimingGaps(long instructionsWithoutFigure, long accessesNotAttributed) {
  /** There are none. */
  public static final TimingGaps NONE = new TimingGaps(0, 0);

  /** Name among {@link CoreTiming#figures()} of the instructions without a figure. */
  static final String WITHOUT_FIGURE = "instructions without a figure";

  /** Name among {@link CoreTiming#figures()} of the accesses that are not attributed. */
  static final String NOT_ATTRIBUTED = "accesses not attributed";

  /** Those of a core since it was made. */
  public static TimingGaps of(CoreTiming timing) {
    SortedMap<String, Long> figures = timing.figures();
    return new TimingGaps(
        figures.getOrDefault(WITHOUT_FIGURE, 0L), figures.getOrDefault(NOT_ATTRIBUTED, 0L));
  }

  /** These and others. */
  public TimingGaps plus(TimingGaps others) {
    return new TimingGaps(
        instructionsWithoutFigure + others.instructionsWithoutFigure,
        accessesNotAttributed + others.accessesNotAttributed);
  }

  /** Whether there are any. */
  public boolean any() {
    return instructionsWithoutFigure != 0 || accessesNotAttributed != 0;
  }
}
