package ksim.core.encoding.asm;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.encoding.Label;

/** Finished machine code: its bytes, the address they are meant for and the labels in them. */
public final class AssembledCode {
  private final long origin;
  private final byte[] bytes;
  private final SortedMap<String, Long> addresses;
  private final SortedMap<String, Long> symbols;

  AssembledCode(
      long origin,
      byte[] bytes,
      SortedMap<String, Long> addresses,
      SortedMap<String, Long> symbols) {
    this.origin = origin;
    this.bytes = bytes.clone();
    this.addresses = new TreeMap<>(addresses);
    this.symbols = Collections.unmodifiableSortedMap(new TreeMap<>(symbols));
  }

  /** The address of the first byte. */
  public long origin() {
    return origin;
  }

  /** A copy of the machine code. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** The address of a label; unknown ones raise {@link AssemblyException}. */
  public long addressOf(Label label) {
    return addressOf(label.name());
  }

  /** The address of the label with this name; unknown ones raise {@link AssemblyException}. */
  public long addressOf(String name) {
    Long address = addresses.get(name);
    if (address == null) {
      throw new AssemblyException("no label '" + name + "' in this code");
    }
    return address;
  }

  /** The addresses of all named labels, by name; labels from {@code fresh} are left out. */
  public SortedMap<String, Long> symbols() {
    return symbols;
  }
}
