package ksim.sched.workload;

import java.util.List;

/**
 * What a thread runs.
 *
 * @param name name in the scenario file; becomes a symbol of the guest
 * @param operations run in order, once
 */
public record Program(String name, List<Operation> operations) {}
