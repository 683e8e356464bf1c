package ksim.core.snapshot;

/**
 * The format of a snapshot, all numbers big-endian: {@link #MAGIC}, the version (4 bytes), the
 * build that made it (2 bytes length, then UTF-8), and sections.
 *
 * <p>A section is its name (2 bytes length, then UTF-8), the length of its content (4 bytes), the
 * length of the content as it is stored, in zlib format (4 bytes), the CRC-32 of the stored content
 * (4 bytes), and the stored content. The first is {@link #CONFIGURATION}, the last {@link #END}.
 * Between them stand the parts of the machine in the order of {@link
 * ksim.core.machine.Machine#state}, then what is kept beside it, then RAM, each 4 MiB a section,
 * untouched ones left out.
 */
final class SnapshotFormat {
  /** First eight bytes; a transfer as text damages them. */
  static final long MAGIC = 0x894b_5349_4d0d_0a1aL;

  /** Version of the format. */
  static final int VERSION = 1;

  static final String CONFIGURATION = "configuration";
  static final String MEMORY = "memory 0x";
  static final String END = "end";

  /** No part of a machine is larger. */
  static final int LARGEST_SECTION = 64 << 20;

  private SnapshotFormat() {}
}
