package ksim.core.encoding;

/** The repeat prefix that an instruction carries and that is not part of its opcode. */
public enum RepeatPrefix {
  /** Neither F2 nor F3. */
  NONE,
  /** F3: REP, or REPE for CMPS and SCAS. */
  REP,
  /** F2: REPNE. */
  REPNE
}
