package ksim.core.host;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The transcendental x87 instructions, of which Intel specifies an error below one unit in the last
 * place (SDM volume 1, section 8.3.10), not the digits. Sim-core's docs/x87.md has the shares of
 * results that are identical.
 */
public final class LastPlace {
  private static final Set<String> TRANSCENDENTAL =
      Set.of("fsin", "fcos", "fsincos", "fptan", "fpatan", "f2xm1", "fyl2x", "fyl2xp1");

  private static final int STATUS_LOW = 2;
  private static final int STATUS_HIGH = 3;
  private static final int UE = 1 << 4;
  private static final int C1 = 2;
  private static final int ST0 = 32;
  private static final int ST1 = 48;
  private static final int FRACTION_BITS = 63;

  private LastPlace() {}

  /** Whether results of an instruction may differ in the last place. */
  public static boolean mayDiffer(String mnemonic) {
    return TRANSCENDENTAL.contains(mnemonic);
  }

  /**
   * An image that FXSAVE stores, with what may differ taken from another: ST(0) and ST(1), if they
   * are neighbours, and C1, which tells how they were rounded; UE too, if one of them is denormal.
   */
  public static ByteBuffer forgive(ByteBuffer ours, ByteBuffer theirs) {
    byte[] copy = new byte[ours.capacity()];
    ours.get(0, copy);
    ByteBuffer forgiven = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    int underflow = 0;
    for (int at : new int[] {ST0, ST1}) {
      if (number(ours, at).subtract(number(theirs, at)).abs().compareTo(BigInteger.ONE) <= 0) {
        forgiven.putLong(at, theirs.getLong(at));
        forgiven.putShort(at + Long.BYTES, theirs.getShort(at + Long.BYTES));
        underflow |= isDenormal(ours, at) != isDenormal(theirs, at) ? UE : 0;
      }
    }
    forgiven.put(STATUS_LOW, merge(ours.get(STATUS_LOW), theirs.get(STATUS_LOW), underflow));
    return forgiven.put(STATUS_HIGH, merge(ours.get(STATUS_HIGH), theirs.get(STATUS_HIGH), C1));
  }

  private static byte merge(int ours, int theirs, int bitsOfTheirs) {
    return (byte) ((ours & ~bitsOfTheirs) | (theirs & bitsOfTheirs));
  }

  private static boolean isDenormal(ByteBuffer image, int at) {
    return (image.getShort(at + Long.BYTES) & 0x7fff) == 0;
  }

  /** Sign, exponent and fraction as one integer: neighbours differ by one. */
  private static BigInteger number(ByteBuffer image, int at) {
    int high = Short.toUnsignedInt(image.getShort(at + Long.BYTES));
    return BigInteger.valueOf(high)
        .shiftLeft(FRACTION_BITS)
        .add(BigInteger.valueOf(image.getLong(at) & Long.MAX_VALUE));
  }
}
