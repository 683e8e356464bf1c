package ksim.sched.scenario;

import java.util.Map;
import java.util.Optional;

/**
 * What a scenario expects of one design.
 *
 * @param outcome expected kind of outcome, if stated
 * @param bounds expected ranges of figures, by their name in the scenario file, in file order
 */
public record Expectation(Optional<OutcomeKind> outcome, Map<Metric, Bound> bounds) {}
