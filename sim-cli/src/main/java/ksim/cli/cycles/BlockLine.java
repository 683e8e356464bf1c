package ksim.cli.cycles;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A line of a file of blocks.
 *
 * @param number line number, counted from 1
 * @param text the whole line
 * @param hex the block as the file has it
 * @param code its bytes
 * @param figures the numbers in the other columns, in their order; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
public record BlockLine(
    int number, String text, String hex, byte[] code, List<OptionalDouble> figures) {
  /** The block as digits in lower case, however the file writes it. */
  String digits() {
    return HexFormat.of().formatHex(code);
  }
}
