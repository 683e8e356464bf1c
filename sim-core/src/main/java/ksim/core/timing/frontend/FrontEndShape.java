package ksim.core.timing.frontend;

import ksim.core.timing.description.CoreDescription;

/**
 * The parameters of a front end, from the core description.
 *
 * @param fetchBytes size and alignment of what is fetched and predecoded in one cycle
 * @param predecodeWidth instructions whose length is found in one cycle
 * @param predecodeDelay cycles from then until they can be decoded
 * @param prefixStall cycles for which a length-changing prefix stalls the predecoder
 * @param instructionQueue places between predecoder and decoders
 * @param decoders instructions decoded in one cycle
 * @param fusibleLast whether an instruction that may be fused with a jump can take the last decoder
 * @param microcodeWidth micro-operations a cycle from the microcode sequencer
 * @param microcodeAfterDecoders cycles lost when it takes over from the decoders, and back
 * @param microcodeAfterCache cycles lost when it takes over from the micro-operation cache
 * @param cache whether there is a micro-operation cache
 * @param windowBytes size of the piece of code that the lines of the cache belong to
 * @param lineUops micro-operations in a line
 * @param windowLines most lines that a window can have
 * @param cacheWidth micro-operations a cycle from the cache
 * @param cachePairs whether how many the second line of a cycle may add depends on the first
 * @param sets sets of the cache
 * @param ways lines in a set
 * @param bothHalves whether all windows of a 64-byte line must fit for one of them to be cached
 * @param jumpErratum whether windows whose last branch crosses or touches their end are not cached
 * @param loopBuffer whether small loops are repeated from the queue
 * @param loopIterations iterations after which a loop is taken to be one
 * @param loopUnrolled largest loop, in micro-operations, that is held twice
 * @param queue places for micro-operations between decoders and issue
 * @param redirectCycles from the execution of a mispredicted branch to the first micro-operations
 *     of the right path from the cache
 * @param decodeRedirectCycles the same from the decoding of a direct branch that was not predicted
 * @param takenCycles least distance of taken branches
 */
record FrontEndShape(
    int fetchBytes,
    int predecodeWidth,
    int predecodeDelay,
    int prefixStall,
    int instructionQueue,
    int decoders,
    boolean fusibleLast,
    int microcodeWidth,
    int microcodeAfterDecoders,
    int microcodeAfterCache,
    boolean cache,
    int windowBytes,
    int lineUops,
    int windowLines,
    int cacheWidth,
    boolean cachePairs,
    int sets,
    int ways,
    boolean bothHalves,
    boolean jumpErratum,
    boolean loopBuffer,
    int loopIterations,
    int loopUnrolled,
    int queue,
    int redirectCycles,
    int decodeRedirectCycles,
    int takenCycles) {
  private static final int MOST_LINE_UOPS = 15;
  private static final int PAGE_BYTES = 4096;

  FrontEndShape {
    requireBetween("fetch-bytes", fetchBytes, 8, PAGE_BYTES);
    requireBetween("predecode-width", predecodeWidth, 1, instructionQueue);
    requireBetween("decoders", decoders, 1, PAGE_BYTES);
    requireBetween("microcode-width", microcodeWidth, 1, queue);
    requireBetween("uop-cache-window", windowBytes, 16, PAGE_BYTES);
    requireBetween("uop-cache-line-uops", lineUops, 4, MOST_LINE_UOPS);
    requireBetween("uop-cache-width", cacheWidth, 2, Math.min(MOST_LINE_UOPS, queue));
    requireBetween("uop-cache-window-lines", windowLines, 1, ways);
    if (Integer.bitCount(fetchBytes) != 1
        || Integer.bitCount(windowBytes) != 1
        || Integer.bitCount(sets) != 1) {
      throw new IllegalArgumentException(
          "fetch-bytes, uop-cache-window and uop-cache-sets must be powers of two");
    }
  }

  private static void requireBetween(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  static FrontEndShape of(CoreDescription core) {
    return new FrontEndShape(
        core.parameter("fetch-bytes"),
        core.parameter("predecode-width"),
        core.parameter("predecode-delay"),
        core.parameter("length-changing-prefix"),
        core.parameter("instruction-queue"),
        core.parameter("decoders"),
        core.parameter("fusible-takes-last-decoder") != 0,
        core.parameter("microcode-width"),
        core.parameter("microcode-after-decoders"),
        core.parameter("microcode-after-uop-cache"),
        core.parameter("uop-cache") != 0,
        core.parameter("uop-cache-window"),
        core.parameter("uop-cache-line-uops"),
        core.parameter("uop-cache-window-lines"),
        core.parameter("uop-cache-width"),
        core.parameter("uop-cache-pairs") != 0,
        core.parameter("uop-cache-sets"),
        core.parameter("uop-cache-ways"),
        core.parameter("uop-cache-both-halves") != 0,
        core.parameter("jcc-erratum") != 0,
        core.parameter("loop-buffer") != 0,
        core.parameter("loop-buffer-iterations"),
        core.parameter("loop-buffer-unrolled"),
        core.parameter("uop-queue"),
        core.parameter("branch-redirect"),
        core.parameter("decode-redirect"),
        core.parameter("taken-branch-cycles"));
  }

  /** Whether two addresses lie in the same aligned piece of a size, a power of two. */
  static boolean same(long first, long second, int bytes) {
    return ((first ^ second) & -bytes) == 0;
  }
}
