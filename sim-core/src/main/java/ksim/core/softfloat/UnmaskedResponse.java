package ksim.core.softfloat;

/** What happens on an overflow or underflow that is not masked. */
enum UnmaskedResponse {
  /** SSE: there is no result; whether it would be inexact is reported. */
  NO_RESULT,

  /** x87 register: the rounded result with its exponent adjusted by 24576. */
  ADJUSTED_EXPONENT,

  /** x87 store to memory: nothing is stored and no inexact result reported. */
  NOT_STORED
}
