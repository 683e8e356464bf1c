package ksim.core.encoding.asm;

import java.util.List;

/** One encoding of an instruction, or data: bytes with the fields that are still to be filled. */
final class Encoded {
  private final byte[] bytes;
  private final List<Fixup> fixups;
  private final int immediateBits;

  /**
   * An encoding.
   *
   * @param bytes the bytes, zero in the fields; not to be changed any more
   * @param fixups the fields
   * @param immediateBits width of the immediates among the bytes
   */
  Encoded(byte[] bytes, List<Fixup> fixups, int immediateBits) {
    this.bytes = bytes;
    this.fixups = List.copyOf(fixups);
    this.immediateBits = immediateBits;
  }

  /** Data. */
  static Encoded data(byte[] bytes, List<Fixup> fixups) {
    return new Encoded(bytes, fixups, 0);
  }

  int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  byte[] bytes() {
    return bytes.clone();
  }

  List<Fixup> fixups() {
    return fixups;
  }

  int immediateBits() {
    return immediateBits;
  }

  /** Puts the bytes at their place in the code. */
  void copyTo(byte[] code, int at) {
    System.arraycopy(bytes, 0, code, at, bytes.length);
  }
}
