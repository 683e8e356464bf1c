package ksim.core.machine;

/** The ways in which devices end a run; it ends when the running block has. */
public interface Power {
  /** Switches the machine off. */
  void off();

  /** Resets the machine: there is no firmware that could start it again, so the run ends. */
  void reset();

  /** Leaves the simulator with a value that the guest gives. */
  void debugExit(long value);
}
