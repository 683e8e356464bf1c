package ksim.cli.trace;

import ksim.sched.scenario.Trace;

/**
 * A run with its trace.
 *
 * @param name what people call it
 * @param trace its events
 */
public record TracedRun(String name, Trace trace) {}
