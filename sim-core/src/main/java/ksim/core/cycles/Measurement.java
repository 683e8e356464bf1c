package ksim.core.cycles;

/**
 * The result of measuring a block.
 *
 * @param cyclesPerIteration core cycles of one iteration in the steady state, more than 0
 * @param iterations number of iterations that it is the mean of
 * @param instructions number of instructions of one iteration, that of the loop's jump included
 * @param pages number of pages that were mapped on demand
 * @param withoutFigure number of instructions of one iteration of which nothing was measured, so
 *     that their cost is a guess
 */
public record Measurement(
    double cyclesPerIteration, int iterations, int instructions, int pages, int withoutFigure) {}
