package ksim.core.boot;

import java.util.List;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalMemory;

/**
 * Linux's {@code struct boot_params}, the "zero page" (Linux, Documentation/arch/x86/zero-page.rst
 * and arch/x86/include/uapi/asm/bootparam.h). There is no screen: {@code screen_info} stays zero.
 */
final class LinuxBootParameters {
  /** Length in bytes. */
  static final int BYTES = 4096;

  private static final int RSDP = 0x70;
  private static final int MAP_ENTRIES = 0x1e8;
  private static final int TYPE_OF_LOADER = 0x210;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21c;
  private static final int COMMAND_LINE = 0x228;
  private static final int MAP = 0x2d0;

  private static final int MAP_ENTRY_BYTES = 20;
  private static final int MAP_ENTRY_LIMIT = 128;

  /** A boot loader that has no number of its own. */
  private static final int UNDEFINED_LOADER = 0xff;

  private final byte[] page = new byte[BYTES];

  /**
   * @param header a setup header, to stand at {@link LinuxSetupHeader#OFFSET}
   */
  LinuxBootParameters(byte[] header) {
    System.arraycopy(header, 0, page, LinuxSetupHeader.OFFSET, header.length);
    page[TYPE_OF_LOADER] = (byte) UNDEFINED_LOADER;
  }

  /** Tells the physical address of the command line, below 4 GiB. */
  void commandLine(long physical) {
    LittleEndian.put(page, COMMAND_LINE, Integer.BYTES, physical);
  }

  /** Tells where the initial RAM disk is: a physical address below 4 GiB, and its length. */
  void initrd(long physical, long bytes) {
    LittleEndian.put(page, RAMDISK_IMAGE, Integer.BYTES, physical);
    LittleEndian.put(page, RAMDISK_SIZE, Integer.BYTES, bytes);
  }

  /** Tells the physical address of ACPI's root pointer; 0 if there is none. */
  void rsdp(long physical) {
    LittleEndian.put(page, RSDP, Long.BYTES, physical);
  }

  /** Tells what physical addresses are. */
  void memory(PhysicalMap map) {
    List<PhysicalMap.Range> ranges = map.ranges();
    if (ranges.size() > MAP_ENTRY_LIMIT) {
      throw new IllegalArgumentException("more than 128 ranges in the memory map");
    }
    page[MAP_ENTRIES] = (byte) ranges.size();
    int at = MAP;
    for (PhysicalMap.Range range : ranges) {
      LittleEndian.put(page, at, Long.BYTES, range.base());
      LittleEndian.put(page, at + 8, Long.BYTES, range.bytes());
      LittleEndian.put(page, at + 16, Integer.BYTES, range.kind().code);
      at += MAP_ENTRY_BYTES;
    }
  }

  /** Puts them into memory. */
  void write(PhysicalMemory memory, long physical) {
    memory.writeBytes(physical, page, 0, BYTES);
  }
}
