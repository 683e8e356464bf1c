package ksim.core.encoding;

import java.util.Locale;

/**
 * The sixteen conditions of jcc, setcc and cmovcc; {@link #code} is the low half of the opcode
 * (Intel SDM volume 2, appendix B.1.4.7).
 */
public enum Condition {
  /** Overflow. */
  O,
  /** No overflow. */
  NO,
  /** Below (unsigned), carry. */
  B,
  /** Above or equal (unsigned), no carry. */
  AE,
  /** Equal, zero. */
  E,
  /** Not equal, not zero. */
  NE,
  /** Below or equal (unsigned). */
  BE,
  /** Above (unsigned). */
  A,
  /** Sign. */
  S,
  /** No sign. */
  NS,
  /** Parity even. */
  P,
  /** Parity odd. */
  NP,
  /** Less (signed). */
  L,
  /** Greater or equal (signed). */
  GE,
  /** Less or equal (signed). */
  LE,
  /** Greater (signed). */
  G;

  /** The four-bit condition code. */
  @SuppressWarnings("EnumOrdinal")
  public int code() {
    return ordinal();
  }

  /** The condition with this code, 0 to 15. */
  public static Condition of(int code) {
    return values()[code];
  }

  /** The opposite condition. */
  public Condition negated() {
    return of(code() ^ 1);
  }

  /** The suffix of a mnemonic, in lower case: "ne". */
  public String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
