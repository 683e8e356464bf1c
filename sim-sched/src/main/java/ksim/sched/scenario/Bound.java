package ksim.sched.scenario;

import java.util.OptionalDouble;

/**
 * An expected range of a figure; both ends belong to it.
 *
 * @param atLeast lower end, if any
 * @param atMost upper end, if any
 */
public record Bound(OptionalDouble atLeast, OptionalDouble atMost) {}
