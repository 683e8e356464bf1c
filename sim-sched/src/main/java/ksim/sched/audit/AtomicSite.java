package ksim.sched.audit;

/**
 * A place that disables interrupts or preemption, as the source declares it.
 *
 * @param name unique name; kernel sites are called after their function
 * @param function symbol of the function that it stands in
 * @param kind what it disables, and how
 * @param rule its classification
 * @param reason why that rule holds, one line
 */
public record AtomicSite(String name, String function, SiteKind kind, Rule rule, String reason) {}
