package ksim.core.boot;

import java.util.List;
import java.util.Optional;

/** The boot protocols. */
public final class BootProtocols {
  private static final List<BootProtocol> ALL =
      List.of(new LinuxProtocol(), new MultibootProtocol(), new PvhProtocol());

  private BootProtocols() {}

  /** All of them, in the order in which an image is tried. */
  public static List<BootProtocol> all() {
    return ALL;
  }

  /** The protocol of a name. */
  public static Optional<BootProtocol> named(String name) {
    return ALL.stream().filter(protocol -> protocol.name().equals(name)).findFirst();
  }

  /**
   * The first protocol that an image says it is booted by.
   *
   * @throws BadImage if there is none
   */
  public static BootProtocol of(BinaryFile image) throws BadImage {
    for (BootProtocol protocol : ALL) {
      if (protocol.recognises(image)) {
        return protocol;
      }
    }
    if (ElfFile.isElf(image)) {
      ElfFile.read(image); // says what is wrong with it, if that is why nobody recognises it
    }
    throw BadImage.of(
        image,
        "not a kernel that can be booted, expected a multiboot header in the first 8192 bytes, an"
            + " ELF note for PVH, or the Linux boot header",
        "");
  }
}
