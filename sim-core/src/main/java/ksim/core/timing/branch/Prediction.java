package ksim.core.timing.branch;

/** How well the predictor did. */
public enum Prediction {
  /** Fetch has gone on at the right place. */
  RIGHT,
  /** The decoders have found the right place: a direct branch that was not known. */
  CORRECTED_AT_DECODE,
  /** The execution of the branch has found the right place. */
  WRONG
}
