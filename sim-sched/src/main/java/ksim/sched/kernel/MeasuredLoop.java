package ksim.sched.kernel;

/**
 * A loop whose rounds a program wants timed.
 *
 * @param name name of the measurement; several loops may share it
 * @param rounds rounds of each execution
 * @param begin address of the first instruction of the first round
 * @param end address of the first instruction behind the loop
 */
public record MeasuredLoop(String name, long rounds, long begin, long end) {}
