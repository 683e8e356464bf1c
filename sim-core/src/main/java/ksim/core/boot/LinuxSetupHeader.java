package ksim.core.boot;

import java.util.Arrays;
import ksim.mmu.memory.LittleEndian;

/**
 * The setup header of a bzImage, version 2.12 or later (Linux, Documentation/arch/x86/boot.rst,
 * "The Real-Mode Kernel Header").
 *
 * @param bytes the header itself, as the boot parameters repeat it
 * @param kernelOffset where the 64-bit kernel starts in the file, in bytes
 * @param kernelBytes its length
 * @param alignment what its physical address is a multiple of, a power of two
 * @param relocatable whether it also runs at other addresses than the preferred one
 * @param preferredAddress where it is best loaded
 * @param initBytes memory that it needs from its start, until it has read the memory map
 * @param initrdLimit highest physical address that an initial RAM disk may use
 * @param commandLineLimit longest command line in bytes, without the terminating zero
 */
@SuppressWarnings("ArrayRecordComponent")
record LinuxSetupHeader(
    byte[] bytes,
    long kernelOffset,
    long kernelBytes,
    long alignment,
    boolean relocatable,
    long preferredAddress,
    long initBytes,
    long initrdLimit,
    long commandLineLimit) {
  /** Offset of the header in the file and in the boot parameters. */
  static final int OFFSET = 0x1f1;

  /** Offset of the magic number, from which the length of the header is counted. */
  static final int MAGIC_OFFSET = 0x202;

  /** "HdrS". */
  static final int MAGIC = 0x5372_6448;

  /** Offset of {@code init_size}. */
  static final int INIT_SIZE_OFFSET = 0x260;

  /** Offset of {@code cmdline_size}. */
  static final int COMMAND_LINE_SIZE_OFFSET = 0x238;

  private static final int PREFERRED_ADDRESS_OFFSET = 0x258;
  private static final int BOOT_FLAG = 0xaa55;

  /** 2.12, the first version with {@code xloadflags}. */
  private static final int LEAST_VERSION = 0x20c;

  private static final int LOADED_HIGH = 1;
  private static final int XLF_KERNEL_64 = 1;
  private static final int SECTOR_BYTES = 512;
  private static final int DEFAULT_SETUP_SECTORS = 4;
  private static final int PARAGRAPH_BYTES = 16;

  /** End of the room for the header in the boot parameters. */
  private static final int ROOM_END = 0x290;

  private static final int VMLINUX_END = 0x268;
  private static final int VMLINUX_VERSION = 0x20f;
  private static final long VMLINUX_INITRD_LIMIT = 0x7fff_ffffL;
  private static final int VMLINUX_COMMAND_LINE = 2047;

  /** Reads the header of a file and checks it. */
  static LinuxSetupHeader read(BinaryFile file) throws BadImage {
    ImageReader in = new ImageReader(file);
    require(in, 0x1fe, 2, "boot_flag", BOOT_FLAG);
    require(in, MAGIC_OFFSET, 4, "header", MAGIC);
    long version = in.field(0x206, 2, "version");
    if (version < LEAST_VERSION) {
      throw bad(file, 0x206, "version", version, "at least 0x20c, which tells of 64-bit kernels");
    }
    requireFlag(in, 0x211, 1, "loadflags", LOADED_HIGH, "LOADED_HIGH, a bzImage");
    requireFlag(in, 0x236, 2, "xloadflags", XLF_KERNEL_64, "XLF_KERNEL_64, a 64-bit entry");
    long alignment = in.field(0x230, 4, "kernel_alignment");
    if (Long.bitCount(alignment) != 1) {
      throw bad(file, 0x230, "kernel_alignment", alignment, "a power of two");
    }
    long preferred = in.field(PREFERRED_ADDRESS_OFFSET, 8, "pref_address");
    if (preferred < LinuxStart.LEAST_KERNEL || preferred >= LinuxStart.MAPPED_BYTES) {
      throw bad(
          file, PREFERRED_ADDRESS_OFFSET, "pref_address", preferred, "0x100000 to 0xffffffff");
    }
    long sectors = in.field(OFFSET, 1, "setup_sects");
    long kernel = ((sectors == 0 ? DEFAULT_SETUP_SECTORS : sectors) + 1) * SECTOR_BYTES;
    long initBytes = in.field(INIT_SIZE_OFFSET, 4, "init_size");
    long end = MAGIC_OFFSET + in.field(MAGIC_OFFSET - 1, 1, "the length of the header");
    in.requireWithin(MAGIC_OFFSET - 1L, "the length of the setup header", OFFSET, end - OFFSET);
    return new LinuxSetupHeader(
        Arrays.copyOfRange(file.bytes(), OFFSET, (int) Math.min(end, ROOM_END)),
        kernel,
        kernelBytes(in, kernel, initBytes),
        alignment,
        in.field(0x234, 1, "relocatable_kernel") != 0,
        preferred,
        initBytes,
        in.field(0x22c, 4, "initrd_addr_max"),
        in.field(COMMAND_LINE_SIZE_OFFSET, 4, "cmdline_size"));
  }

  /**
   * What stands in for a header with a vmlinux, which has none: the magic numbers, version 2.15,
   * and the limits that the bzImage of such a kernel states.
   */
  static LinuxSetupHeader ofVmlinux() {
    byte[] bytes = new byte[VMLINUX_END - OFFSET];
    LittleEndian.put(bytes, 0x1fe - OFFSET, Short.BYTES, BOOT_FLAG);
    LittleEndian.put(bytes, MAGIC_OFFSET - OFFSET, Integer.BYTES, MAGIC);
    LittleEndian.put(bytes, 0x206 - OFFSET, Short.BYTES, VMLINUX_VERSION);
    bytes[0x211 - OFFSET] = LOADED_HIGH;
    LittleEndian.put(bytes, 0x22c - OFFSET, Integer.BYTES, VMLINUX_INITRD_LIMIT);
    LittleEndian.put(bytes, COMMAND_LINE_SIZE_OFFSET - OFFSET, Integer.BYTES, VMLINUX_COMMAND_LINE);
    return new LinuxSetupHeader(
        bytes, 0, 0, 1, false, 0, 0, VMLINUX_INITRD_LIMIT, VMLINUX_COMMAND_LINE);
  }

  /**
   * What follows the setup sectors; signatures may follow the kernel itself, and are loaded too.
   */
  private static long kernelBytes(ImageReader in, long kernel, long initBytes) throws BadImage {
    long paragraphs = in.field(0x1f4, 4, "syssize");
    long bytes = in.length() - kernel;
    if (bytes <= Math.max(0, paragraphs - 1) * PARAGRAPH_BYTES) {
      throw BadImage.at(
          in.file(),
          0x1f4,
          "syssize",
          "0x%x".formatted(paragraphs),
          "at most 0x%x, the paragraphs of 16 bytes after the setup sectors"
              .formatted(Math.max(0, bytes + PARAGRAPH_BYTES - 1) / PARAGRAPH_BYTES),
          "the file may be truncated");
    }
    if (initBytes < bytes) {
      throw bad(
          in.file(),
          INIT_SIZE_OFFSET,
          "init_size",
          initBytes,
          "at least the size of the kernel, 0x%x".formatted(bytes));
    }
    return bytes;
  }

  private static void require(ImageReader in, int offset, int width, String field, long expected)
      throws BadImage {
    long found = in.field(offset, width, field);
    if (found != expected) {
      throw bad(in.file(), offset, field, found, "0x%x".formatted(expected));
    }
  }

  private static void requireFlag(
      ImageReader in, int offset, int width, String field, long flag, String meaning)
      throws BadImage {
    long found = in.field(offset, width, field);
    if ((found & flag) == 0) {
      throw bad(in.file(), offset, field, found, "bit 0 to be set (%s)".formatted(meaning));
    }
  }

  private static BadImage bad(
      BinaryFile file, long offset, String field, long found, String expected) {
    return BadImage.at(file, offset, field, "0x%x".formatted(found), expected, "");
  }
}
