package ksim.core.symbol;

/**
 * A named piece of the guest.
 *
 * @param name its name, as the compiler made it
 * @param address linear address of its first byte
 * @param size its length in bytes; 0 where that is not known
 * @param rank which of several symbols at one address is shown: the one of the highest rank
 */
public record Symbol(String name, long address, long size, int rank) {
  /** Rank of what has no type: labels of assembly files. */
  public static final int LABEL = 0;

  /** Rank of data. */
  public static final int DATA = 1;

  /** Rank of a function that only its own file sees. */
  public static final int LOCAL_FUNCTION = 2;

  /** Rank of a function that other files see. */
  public static final int FUNCTION = 3;

  /** Its name as people write it. */
  public String title() {
    return Demangler.of(name);
  }

  /** Whether an address at or behind the symbol's own lies in it. */
  boolean contains(long linear) {
    return Long.compareUnsigned(linear - address, size) < 0;
  }
}
