package ksim.core.programs;

import java.util.Arrays;
import java.util.List;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.ElfFile;
import ksim.core.boot.ImageSegment;

/**
 * What has to be loaded of a static ELF program, at the addresses it is linked at.
 *
 * @param entry address of the first instruction
 * @param segments contents of the loadable segments
 */
record ElfImage(long entry, List<ImageSegment> segments) {
  /** Reads the image of a program that a compiler of this machine or of the recording made. */
  static ElfImage read(byte[] file) {
    try {
      ElfFile elf = ElfFile.read(new BinaryFile("program", file));
      return new ElfImage(
          elf.entry(), elf.loadable().stream().map(segment -> loaded(segment, file)).toList());
    } catch (BadImage e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ImageSegment loaded(ElfFile.Segment segment, byte[] file) {
    int offset = (int) segment.offset();
    byte[] bytes = Arrays.copyOfRange(file, offset, offset + (int) segment.fileBytes());
    return new ImageSegment(segment.virtual(), bytes);
  }
}
