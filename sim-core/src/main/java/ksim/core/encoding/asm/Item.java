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
}
