package ksim.mmu.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.Persistent;

/**
 * 4 MiB of RAM, or what is left of it at the end, as a snapshot keeps it: only frames that have
 * been written.
 *
 * @param memory the RAM
 * @param base physical address of the first byte, a multiple of the size
 */
public record MemoryChunk(PhysicalMemory memory, long base) implements Persistent {
  /** Size in bytes. */
  public static final long BYTES = 4L << 20;

  private static final int NO_MORE = -1;

  /** All of a machine's RAM, the lowest first. */
  public static List<MemoryChunk> all(PhysicalMemory memory) {
    List<MemoryChunk> chunks = new ArrayList<>();
    for (long base = 0; base < memory.sizeBytes(); base += BYTES) {
      chunks.add(new MemoryChunk(memory, base));
    }
    return chunks;
  }

  private int frames() {
    return (int) (Math.min(BYTES, memory.sizeBytes() - base) >>> PhysicalMemory.FRAME_SHIFT);
  }

  private long address(int frame) {
    return base + ((long) frame << PhysicalMemory.FRAME_SHIFT);
  }

  /** Whether no frame of it has been written: there is nothing to save. */
  public boolean isUntouched() {
    for (int frame = 0; frame < frames(); frame++) {
      if (memory.isAllocated(address(frame))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int frame = 0; frame < frames(); frame++) {
      if (memory.isAllocated(address(frame))) {
        out.writeInt(frame);
        out.write(memory.frame(address(frame)));
      }
    }
    out.writeInt(NO_MORE);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int frame = in.readInt(); frame != NO_MORE; frame = in.readInt()) {
      if (frame < 0 || frame >= frames()) {
        throw new IOException("no frame %d in the RAM at 0x%x".formatted(frame, base));
      }
      in.readFully(memory.writableFrame(address(frame)));
    }
  }
}
