package ksim.core.platform;

import java.io.DataInput;
import java.io.IOException;

/** Constants of enums in saved states: by name, so that their order may change. */
final class SavedEnum {
  private SavedEnum() {}

  /**
   * Reads a constant that was written as its name in modified UTF-8.
   *
   * @throws IOException if there is no such constant
   */
  static <E extends Enum<E>> E read(DataInput in, Class<E> type) throws IOException {
    String name = in.readUTF();
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new IOException("no " + type.getSimpleName() + " is called " + name, e);
    }
  }
}
