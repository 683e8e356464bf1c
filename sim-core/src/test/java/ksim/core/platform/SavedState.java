package ksim.core.platform;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import ksim.core.time.EventQueue;
import ksim.mmu.Persistent;

/** Saves one part and restores it into another, as a snapshot does. */
final class SavedState {
  private SavedState() {}

  static byte[] save(Persistent part) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    part.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /**
   * Restores a part into one that is built alike.
   *
   * @param events the queue of both; what the first had scheduled there is forgotten
   * @return {@code into}
   */
  static <T extends Persistent> T copy(T part, EventQueue events, T into) throws IOException {
    byte[] queue = save(events);
    byte[] state = save(part);
    events.restore(new DataInputStream(new ByteArrayInputStream(queue)));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(state));
    into.restore(in);
    if (in.read() >= 0) {
      throw new IOException("not everything that was saved was restored");
    }
    if (!java.util.Arrays.equals(state, save(into))) {
      throw new IOException("what was restored is saved differently");
    }
    return into;
  }
}
