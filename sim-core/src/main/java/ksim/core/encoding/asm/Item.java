package ksim.core.encoding.asm;

import java.util.List;
import java.util.function.Supplier;
import ksim.core.encoding.Label;

/** A piece of the code in the order in which it was written. */
sealed interface Item {

  /** The place of a label. */
  record Mark(Label label) implements Item {}

  /**
   * An instruction or data.
   *
   * @param alternatives one or more encodings, shortest first; the first whose fields fit is used
   * @param text what was asked for, for error messages; rarely needed, so made when it is
   * @param code whether it is an instruction
   */
  record Chunk(List<Encoded> alternatives, Supplier<String> text, boolean code) implements Item {}

  /**
   * Padding up to a multiple.
   *
   * @param bytes a power of two
   * @param code whether to fill with NOPs rather than zeros
   */
  record Align(int bytes, boolean code) implements Item {}

  /**
   * Padding that moves a branch to the next border where it would cross that or end at it: prefixes
   * without a meaning for the instruction before it, or NOPs.
   *
   * @param bytes distance of borders, a power of two
   * @param before number of items from here to the branch: the instruction that gets the prefixes,
   *     and labels; 0 if there is none
   * @param chunks how many chunks stay together
   */
  record KeepWithin(int bytes, int before, int chunks) implements Item {}
}
