package ksim.core.cycles;

import ksim.core.timing.pipeline.UopEvent;

/**
 * A micro-operation on its way through the core.
 *
 * @param iteration iteration it belongs to, counted from 0 since recording began
 * @param instruction index of its instruction in the body
 * @param event what happened to it
 */
public record RecordedUop(int iteration, int instruction, UopEvent event) {}
