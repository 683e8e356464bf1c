package ksim.core.host;

/**
 * What a test program finds at which linear address, on the host as in the simulation. Everything
 * lies below 2 GiB, so that absolute addresses and 32-bit code reach it, and away from powers of
 * two, which are frequent operands. All other user addresses are unmapped.
 */
final class Layout {
  /** Size of a page in bytes. */
  static final int PAGE_BYTES = 4096;

  /** The page of code: readable and executable, filled with INT3 where no code is. */
  static final long CODE = 0x14_3000;

  /** Two pages of data that can be read and written. */
  static final long MEMORY = 0x15_6000;

  /** Size of the writable data in bytes. */
  static final int MEMORY_BYTES = 2 * PAGE_BYTES;

  /** A page of data that can only be read, right behind the writable ones. */
  static final long READ_ONLY = MEMORY + MEMORY_BYTES;

  /** First address behind all data. */
  static final long END = READ_ONLY + PAGE_BYTES;

  /** Where instructions stand within {@link #CODE} unless a test wants them elsewhere. */
  static final int CODE_OFFSET = 0x200;

  /** Number of contents that the writable pages can start with; each has a seed below this. */
  static final int MEMORIES = 64;

  /** The INT3 instruction. */
  static final byte INT3 = (byte) 0xcc;

  /** Selector of Linux' flat user data segment. */
  static final int USER_DATA = 0x2b;

  /** Selector of Linux' 32-bit user code segment. */
  static final int USER_CODE_32 = 0x23;

  /** Selector of Linux' 64-bit user code segment. */
  static final int USER_CODE_64 = 0x33;

  private Layout() {}
}
