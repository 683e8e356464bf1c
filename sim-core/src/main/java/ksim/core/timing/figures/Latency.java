package ksim.core.timing.figures;

/**
 * How long after one operand is ready another one is.
 *
 * @param from {@link OperandRole} that is read
 * @param to {@link OperandRole} that is written
 * @param cycles core cycles, 0 or more
 */
public record Latency(int from, int to, int cycles) {}
