package ksim.core.isa.vector;

/** The schedules of SHA-1 and SHA-256 (FIPS 180-4) as block operations: SHA1MSG1, SHA256MSG1... */
public final class Sha {
  private static final long LOW = 0xffff_ffffL;

  private Sha() {}

  static int upper(long lane) {
    return (int) (lane >>> 32);
  }

  static long pair(int low, int high) {
    return (low & LOW) | (long) high << 32;
  }

  /** SHA1NEXTE: adds the rotated state variable E to the top doubleword of the second source. */
  public static long sha1NextE(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? low2 : pair((int) high2, upper(high2) + Integer.rotateLeft(upper(high), 30));
  }

  /** SHA1MSG1: exclusive or of each word with the one two places further on. */
  public static long sha1Message1(int lane, long low, long high, long low2, long high2) {
    return lane == 0 ? low ^ high2 : high ^ low;
  }

  /** SHA1MSG2: the last step of four words; the fourth needs the first. */
  public static long sha1Message2(int lane, long low, long high, long low2, long high2) {
    int w16 = Integer.rotateLeft(upper(high) ^ (int) high2, 1);
    if (lane == 1) {
      return pair(Integer.rotateLeft((int) high ^ upper(low2), 1), w16);
    }
    return pair(
        Integer.rotateLeft((int) low ^ w16, 1), Integer.rotateLeft(upper(low) ^ (int) low2, 1));
  }

  /** SHA256MSG1: adds sigma 0 of the next word to each word. */
  public static long sha256Message1(int lane, long low, long high, long low2, long high2) {
    return lane == 0
        ? pair((int) low + sigma0(upper(low)), upper(low) + sigma0((int) high))
        : pair((int) high + sigma0(upper(high)), upper(high) + sigma0((int) low2));
  }

  /** SHA256MSG2: adds sigma 1 of the word two places before to each word. */
  public static long sha256Message2(int lane, long low, long high, long low2, long high2) {
    int w16 = (int) low + sigma1((int) high2);
    int w17 = upper(low) + sigma1(upper(high2));
    return lane == 0 ? pair(w16, w17) : pair((int) high + sigma1(w16), upper(high) + sigma1(w17));
  }

  private static int sigma0(int w) {
    return Integer.rotateRight(w, 7) ^ Integer.rotateRight(w, 18) ^ w >>> 3;
  }

  private static int sigma1(int w) {
    return Integer.rotateRight(w, 17) ^ Integer.rotateRight(w, 19) ^ w >>> 10;
  }
}
