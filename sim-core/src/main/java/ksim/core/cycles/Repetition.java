package ksim.core.cycles;

/**
 * How often a block is repeated: until queues, reorder buffer and chains of dependences are as they
 * will be for ever, and then long enough that what is left of the start and the granularity of the
 * end do not matter.
 *
 * @param warmUp iterations before the clock is first read
 * @param measured iterations between that and the second reading
 */
record Repetition(int warmUp, int measured) {
  /** Micro-operations of a full reorder buffer, and as many again on their way to it. */
  private static final int WARM_UP_INSTRUCTIONS = 400;

  private static final int MEASURED_INSTRUCTIONS = 800;

  /** Where code starts in its block of 16 bytes, which decoders see, repeats after as many. */
  private static final int ALIGNMENTS = 16;

  /** Code may fill so much of the first-level instruction cache of 32 KiB. */
  private static final int MOST_CODE_BYTES = 24 << 10;

  /**
   * BHive measures the difference between 200 and 100 copies: blocks that walk through memory come
   * to no more pages than that.
   */
  private static final int MOST_COPIES = 100;

  private static final int MOST_CHAINED = 2048;

  /** Copies of a body without a loop. */
  static Repetition unrolled(CodeBlock block) {
    int instructions = block.instructions().size();
    int fitting = Math.max(MOST_CODE_BYTES / block.bytes().length, 2);
    int warmUp = roundedUp(WARM_UP_INSTRUCTIONS, instructions, 1);
    int measured = roundedUp(MEASURED_INSTRUCTIONS, instructions, ALIGNMENTS);
    warmUp = Math.min(warmUp, MOST_COPIES);
    measured = Math.min(measured, MOST_COPIES / ALIGNMENTS * ALIGNMENTS);
    if (warmUp + measured > fitting) {
      measured = Math.max(fitting / 2 / ALIGNMENTS * ALIGNMENTS, 1);
      warmUp = Math.max(1, Math.min(warmUp, fitting - measured));
    }
    return new Repetition(warmUp, measured);
  }

  /** Iterations of a loop. */
  static Repetition looped(int instructions) {
    return new Repetition(
        Math.min(MOST_CHAINED, roundedUp(2 * WARM_UP_INSTRUCTIONS, instructions, 1)),
        Math.min(MOST_CHAINED, roundedUp(2 * MEASURED_INSTRUCTIONS, instructions, ALIGNMENTS)));
  }

  private static int roundedUp(int wanted, int instructions, int multiple) {
    int count = (wanted + instructions - 1) / instructions;
    return (count + multiple - 1) / multiple * multiple;
  }
}
