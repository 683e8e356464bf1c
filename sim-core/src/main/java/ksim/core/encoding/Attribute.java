package ksim.core.encoding;

/** Attributes of an encoding; the table spells them in lower case. */
public enum Attribute {
  /** LOCK is legal where the destination is memory; elsewhere LOCK raises #UD. */
  LOCK,
  /** 64-bit mode: the operand size is 64 bits without REX.W, and 32 bits cannot be encoded. */
  D64,
  /** 64-bit mode: the operand size is 64 bits whatever the prefixes. */
  F64,
  /** Not valid in 64-bit mode. */
  I64,
  /** Only valid in 64-bit mode. */
  O64,
  /** Only at 16-bit operand size. */
  OS16,
  /** Only at 32-bit operand size. */
  OS32,
  /** Only at 64-bit operand size. */
  OS64,
  /** Only at 16-bit address size. */
  AS16,
  /** Only at 32-bit address size. */
  AS32,
  /** Only at 64-bit address size. */
  AS64,
  /** Only with REX.B set. */
  REXB,
  /** Only with REX.B clear or absent. */
  NOREXB,
  /** VEX.L must be 0. */
  L0,
  /** VEX.L must be 1. */
  L1,
  /** VEX.L is ignored and taken as 0 (LIG): scalar instructions. */
  LIG,
  /** VEX.W must be 0, or REX.W clear or absent. */
  W0,
  /** VEX.W must be 1, or REX.W set. */
  W1,
  /** F3 repeats the instruction rCX times; F2 does the same, though the manual reserves it. */
  REP,
  /** F3 repeats while equal, F2 while not equal. */
  REPZ,
  /** ModRM.mod is ignored and taken as 3 (MOV to and from control and debug registers). */
  IGNOREMOD,
  /** A second encoding of the same thing that assemblers do not use. */
  ALIAS,
  /** The encoding exists in the architecture, but the table does not describe it. */
  UNLISTED
}
