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
  DEBUG,
  /** ST(0) to ST(7), 80 bits; the number is relative to the top of the register stack. */
  X87,
  /** MM0 to MM7, 64 bits. */
  MMX,
  /** XMM0 to XMM15 where the operand has 128 bits, YMM0 to YMM15 where it has 256. */
  VECTOR
}
