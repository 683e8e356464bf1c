package ksim.mmu;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A part of a machine whose state can be saved and brought back. What is saved is everything that
 * decides what the part will do, and nothing else: a part that is built alike and restored behaves,
 * to the byte, as the one that was saved.
 */
public interface Persistent {
  /**
   * Writes the state.
   *
   * @throws IOException if {@code out} does
   */
  void save(DataOutput out) throws IOException;

  /**
   * Reads the state that {@link #save} wrote, in place of the present one.
   *
   * @throws IOException if {@code in} does, or if what it gives cannot be such a state
   */
  void restore(DataInput in) throws IOException;
}
