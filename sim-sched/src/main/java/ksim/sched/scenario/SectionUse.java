package ksim.sched.scenario;

import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * What an atomic section did in a run.
 *
 * @param site name of the site
 * @param function symbol of the function that it stands in
 * @param kind what it disables, and how
 * @param rule its classification
 * @param entered how often it was entered
 * @param maxDepthBytes how far below the stack pointer at its entry the thread's stack was used
 *     while it was open, at most; calls on interrupt and exception stacks do not count, nor those
 *     on a further segment of a split stack
 * @param maxCycles longest time that it was open, in core cycles; time in which its thread slept is
 *     included
 */
public record SectionUse(
    String site,
    String function,
    SiteKind kind,
    Rule rule,
    long entered,
    long maxDepthBytes,
    long maxCycles) {}
