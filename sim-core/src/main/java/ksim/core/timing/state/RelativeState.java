package ksim.core.timing.state;

/**
 * A part of a core that can tell its state relative to a cycle, the <em>base</em>: the cycle of the
 * youngest group of micro-operations that has been issued. Two states that are told alike behave
 * alike from their bases on, whatever has been before: cycles that nothing to come can tell from
 * the base are told as the base, and what the next block begins anew is left out.
 */
public interface RelativeState {
  /** Tells the state. */
  void describe(StateWriter out);

  /** Takes on a state that another one, or this one at another time, has told. */
  void adopt(StateReader in);
}
