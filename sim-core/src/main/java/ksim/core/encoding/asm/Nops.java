package ksim.core.encoding.asm;

import java.util.HexFormat;
import java.util.List;

/** Multi-byte NOPs for padding, the sequences that the manual recommends (SDM volume 2, NOP). */
final class Nops {
  private static final List<String> SEQUENCES =
      List.of(
          "90",
          "6690",
          "0f1f00",
          "0f1f4000",
          "0f1f440000",
          "660f1f440000",
          "0f1f8000000000",
          "0f1f840000000000",
          "660f1f840000000000");

  private Nops() {}

  /** Fills a range of the code with as few NOPs as possible. */
  static void fill(byte[] code, int offset, int length) {
    int at = offset;
    while (at < offset + length) {
      int size = Math.min(SEQUENCES.size(), offset + length - at);
      byte[] nop = HexFormat.of().parseHex(SEQUENCES.get(size - 1));
      System.arraycopy(nop, 0, code, at, size);
      at += size;
    }
  }
}
