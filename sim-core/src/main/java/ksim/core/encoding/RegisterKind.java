package ksim.core.encoding;

/** The register files that an operand can name. */
public enum RegisterKind {
  /** RAX to R15 and their parts that start at bit 0. */
  GENERAL,
  /** AH, CH, DH and BH. */
  HIGH_BYTE,
  /** ES, CS, SS, DS, FS and GS, numbers 0 to 5. */
  SEGMENT,
  /** CR0 to CR15. */
  CONTROL,
  /** DR0 to DR15. */
  DEBUG
}
