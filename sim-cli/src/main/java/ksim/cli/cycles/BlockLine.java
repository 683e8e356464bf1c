package ksim.cli.cycles;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A line of a file of blocks.
 *
 * @param number line number, counted from 1
 * @param hex the block as the file has it
 * @param code its bytes
 * @param figures the numbers in the other columns, in their order; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent")
public record BlockLine(int number, String hex, byte[] code, List<OptionalDouble> figures) {}
