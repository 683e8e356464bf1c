package ksim.sched.scenario;

import java.util.List;
import java.util.Optional;

/**
 * How a run ended, with the diagnosis of a failure.
 *
 * @param kind kind of ending
 * @param message one sentence for people; empty where it completed
 * @param hint which design or rule cures it; empty where there is nothing to cure
 * @param failure where it failed, if it failed at a place
 * @param waits who waits for whom, where it ended in a deadlock
 */
public record Outcome(
    OutcomeKind kind,
    String message,
    String hint,
    Optional<FailureSite> failure,
    List<LockWait> waits) {}
