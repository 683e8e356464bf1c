package ksim.core.sandbox;

import java.util.List;
import ksim.core.encoding.CodeMode;

/**
 * One instruction of a snippet, executed or stopped at.
 *
 * @param code the bytes at its address: as many as an instruction can have, fewer where the mapped
 *     pages end
 * @param mode how the CPU reads them
 * @param before registers before it
 * @param after registers after it
 * @param memory what it has changed in memory, by address
 * @param cycles core cycles since the start of the snippet, this instruction included
 */
@SuppressWarnings("ArrayRecordComponent")
public record Step(
    byte[] code,
    CodeMode mode,
    RegisterState before,
    RegisterState after,
    List<Change> memory,
    long cycles) {

  /**
   * A run of bytes that differ.
   *
   * @param at linear address of its first byte
   * @param before what was there
   * @param after what is there now, of the same length
   */
  public record Change(long at, byte[] before, byte[] after) {}
}
