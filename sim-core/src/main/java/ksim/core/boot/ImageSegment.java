package ksim.core.boot;

import java.util.List;
import ksim.mmu.memory.PhysicalMemory;

/**
 * A piece of an image.
 *
 * @param physical physical address that it is loaded at
 * @param bytes contents
 */
@SuppressWarnings("ArrayRecordComponent")
public record ImageSegment(long physical, byte[] bytes) {
  /** Puts the pieces of an image into memory. */
  static void load(PhysicalMemory memory, List<ImageSegment> segments) {
    for (ImageSegment segment : segments) {
      memory.writeBytes(segment.physical(), segment.bytes(), 0, segment.bytes().length);
    }
  }
}
