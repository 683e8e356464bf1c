package ksim.sched.scenario;

/**
 * How a scenario is to be simulated, beside what its file says.
 *
 * @param seed seed of the schedule: 0 for the plain one; any other value makes timer interrupts
 *     come at other, random but repeatable times, and CPUs start at different ones
 * @param trace whether events are recorded for a time line
 */
public record RunOptions(long seed, boolean trace) {
  /** The plain schedule, no trace. */
  public static final RunOptions PLAIN = new RunOptions(0, false);
}
