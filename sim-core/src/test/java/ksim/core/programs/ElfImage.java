package ksim.core.programs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ksim.core.boot.ImageSegment;

/**
 * What has to be loaded of a static 64-bit ELF program, at the addresses it is linked at.
 *
 * @param entry address of the first instruction
 * @param segments contents of the loadable segments
 */
record ElfImage(long entry, List<ImageSegment> segments) {
  private static final int LOAD = 1;

  /** Reads the image of a program that a compiler of this machine or of the recording made. */
  static ElfImage read(byte[] file) {
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int table = (int) elf.getLong(32);
    int entryBytes = elf.getShort(54);
    List<ImageSegment> segments = new ArrayList<>();
    for (int i = 0; i < elf.getShort(56); i++) {
      int at = table + i * entryBytes;
      if (elf.getInt(at) == LOAD) {
        int offset = (int) elf.getLong(at + 8);
        int bytes = (int) elf.getLong(at + 32);
        segments.add(
            new ImageSegment(
                elf.getLong(at + 16), Arrays.copyOfRange(file, offset, offset + bytes)));
      }
    }
    return new ElfImage(elf.getLong(24), segments);
  }
}
