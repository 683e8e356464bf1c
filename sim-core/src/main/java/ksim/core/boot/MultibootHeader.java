package ksim.core.boot;

import java.util.Optional;
import java.util.OptionalInt;
import ksim.mmu.memory.LittleEndian;

/**
 * The header by which a kernel says that it is booted by multiboot, and what it needs (Multiboot
 * Specification 0.6.96, section 3.1).
 *
 * @param offset of its first byte in the file, a multiple of 4
 * @param flags its second field: what the kernel requires
 * @param addresses where the kernel says itself that it is to be loaded; empty where its ELF
 *     headers say it
 */
record MultibootHeader(int offset, int flags, Optional<MultibootAddresses> addresses) {
  /** The whole header lies within so many bytes from the start of the file. */
  static final int SEARCHED_BYTES = 8192;

  /** Offset of the flags in the header. */
  private static final int FLAGS = 4;

  private static final int CHECKSUM = 8;
  private static final int FIXED_BYTES = 12;
  private static final int MAGIC = 0x1bad_b002;

  private static final int PAGE_ALIGNED_MODULES = 1;
  private static final int WANTS_MEMORY = 1 << 1;
  private static final int HAS_ADDRESSES = 1 << 16;

  /** The flags that a loader must not ignore. */
  private static final int REQUIREMENTS = 0xffff;

  private static final int MET = PAGE_ALIGNED_MODULES | WANTS_MEMORY;

  /** Whether a file has such a header. */
  static boolean isIn(BinaryFile image) {
    return find(image, true).isPresent();
  }

  /**
   * Reads and checks the header of a file.
   *
   * @throws BadImage if it has none, or one that asks for what is not there
   */
  static MultibootHeader read(BinaryFile image) throws BadImage {
    OptionalInt found = find(image, true);
    if (found.isEmpty()) {
      throw missing(image);
    }
    int at = found.getAsInt();
    int flags = field(image, at + FLAGS);
    if ((flags & REQUIREMENTS & ~MET) != 0) {
      throw BadImage.at(
          image,
          at + (long) FLAGS,
          "flags",
          "0x%08x".formatted(flags),
          "none of bits 2 to 15",
          "the kernel requires video modes (bit 2) or what this protocol does not define");
    }
    return new MultibootHeader(
        at,
        flags,
        (flags & HAS_ADDRESSES) != 0
            ? Optional.of(MultibootAddresses.read(image, at))
            : Optional.empty());
  }

  private static BadImage missing(BinaryFile image) {
    OptionalInt damaged = find(image, false);
    if (damaged.isEmpty()) {
      return BadImage.of(
          image, "no multiboot header in the first " + SEARCHED_BYTES + " bytes, expected one", "");
    }
    int at = damaged.getAsInt();
    int flags = field(image, at + FLAGS);
    return BadImage.at(
        image,
        at + (long) CHECKSUM,
        "checksum",
        "0x%08x".formatted(field(image, at + CHECKSUM)),
        "0x%08x".formatted(-(MAGIC + flags)),
        "magic, flags and checksum add up to zero");
  }

  private static OptionalInt find(BinaryFile image, boolean withChecksum) {
    int end = Math.min(image.bytes().length, SEARCHED_BYTES) - FIXED_BYTES;
    for (int at = 0; at <= end; at += 4) {
      if (field(image, at) == MAGIC
          && (!withChecksum
              || MAGIC + field(image, at + FLAGS) + field(image, at + CHECKSUM) == 0)) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  private static int field(BinaryFile image, int offset) {
    return (int) LittleEndian.get32(image.bytes(), offset);
  }
}
