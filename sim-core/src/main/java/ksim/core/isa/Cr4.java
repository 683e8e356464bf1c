package ksim.core.isa;

/** Bits of CR4 (Intel SDM volume 3, section 2.5). */
final class Cr4 {
  /** RDTSC and RDTSCP only in ring 0. */
  static final long TSD = 1 << 2;

  /** DR4 and DR5 do not exist. */
  static final long DE = 1 << 3;

  /** 4 MiB pages of 32-bit paging; no effect in long mode. */
  static final long PSE = 1 << 4;

  /** Physical address extension; set in long mode. */
  static final long PAE = 1 << 5;

  /** Global pages. */
  static final long PGE = 1 << 7;

  /** RDPMC outside ring 0. */
  static final long PCE = 1 << 8;

  /** SGDT, SIDT, SLDT, SMSW and STR only in ring 0. */
  static final long UMIP = 1 << 11;

  /** 57-bit linear addresses: 5-level paging. */
  static final long LA57 = 1 << 12;

  /** RDFSBASE and its kin. */
  static final long FSGSBASE = 1 << 16;

  /** Process-context identifiers. */
  static final long PCIDE = 1 << 17;

  /** XSAVE and extended states. */
  static final long OSXSAVE = 1 << 18;

  /** Supervisor-mode execution prevention. */
  static final long SMEP = 1 << 20;

  /** Supervisor-mode access prevention. */
  static final long SMAP = 1 << 21;

  /** Protection keys of user-mode pages. */
  static final long PKE = 1 << 22;

  /** Protection keys of supervisor-mode pages. */
  static final long PKS = 1 << 24;

  private Cr4() {}
}
