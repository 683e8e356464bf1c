package ksim.sched.scenario;

/** Told now and then how far a run is. Must be quick; must not influence the run. */
@FunctionalInterface
public interface Progress {
  /**
   * @param scenario name of the scenario
   * @param design label of the design
   * @param cycles simulated cycles so far
   * @param instructions instructions retired so far
   */
  void report(String scenario, String design, long cycles, long instructions);
}
