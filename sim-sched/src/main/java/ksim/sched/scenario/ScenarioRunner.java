package ksim.sched.scenario;

/** Simulates a scenario under each of its designs. */
public final class ScenarioRunner {
  private final Progress progress;

  /**
   * @param progress told how far the run is
   */
  public ScenarioRunner(Progress progress) {
    this.progress = progress;
  }

  /** Runs {@code scenario} under each of its designs and checks its expectations. */
  public ScenarioResult run(Scenario scenario) {
    progress.report(scenario.name(), "", 0, 0);
    throw new UnsupportedOperationException("not there yet");
  }
}
