package ksim.core.encoding;

/**
 * What an encoding demands of the prefixes 66, F2 and F3 (SDM vol. 2, 3.1.1.1). Where F2 or F3 is
 * mandatory, 66 keeps its meaning as the operand-size prefix.
 */
public enum MandatoryPrefix {
  /** Nothing: 66 is the operand size, F2 and F3 repeat or are ignored. */
  ANY,
  /** NP: none of 66, F2, F3. */
  NONE,
  /** NFx: neither F2 nor F3; 66 is the operand size. */
  NO_REPEAT,
  /** 66 and neither F2 nor F3. */
  P66,
  /** F2 is the last of the F2 and F3 prefixes. */
  F2,
  /** F3 is the last of the F2 and F3 prefixes. */
  F3
}
