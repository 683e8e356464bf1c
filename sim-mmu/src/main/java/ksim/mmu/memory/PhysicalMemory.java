package ksim.mmu.memory;

import java.util.Arrays;
import java.util.Objects;

/**
 * The guest's RAM: sparse, in frames of 4 KiB that are allocated when first written. Frames never
 * written read as zero and cost nothing, so 64 GiB can be configured on a small host.
 *
 * <p>Addresses are offsets from physical address 0. An access outside the memory is an error of the
 * caller ({@link IndexOutOfBoundsException}); guests go through {@link PhysicalBus}.
 */
@SuppressWarnings(
    "ReferenceEquality") // the stand-ins for what was never written are known by identity
public final class PhysicalMemory {
  /** Size of a frame in bytes. */
  public static final int FRAME_BYTES = 4096;

  /** Number of address bits within a frame. */
  public static final int FRAME_SHIFT = 12;

  /** Largest amount of RAM that can be configured: 64 GiB. */
  public static final long MAXIMUM_BYTES = 64L << 30;

  /** Largest span of addresses: that, and a gigabyte that a hole below 4 GiB displaces. */
  private static final long MAXIMUM_SPAN_BYTES = MAXIMUM_BYTES + (1L << 30);

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_FRAMES = 1 << CHUNK_SHIFT;
  private static final int OFFSET_MASK = FRAME_BYTES - 1;

  private final long sizeBytes;

  /** Stands for every frame not yet written; its contents stay zero. */
  private final byte[] zeroFrame = new byte[FRAME_BYTES];

  /** Stands for every chunk without a written frame. */
  private final byte[][] emptyChunk = new byte[CHUNK_FRAMES][];

  private final byte[][][] directory;
  private long allocatedFrames;

  /**
   * @param sizeBytes size of the memory, with holes: a positive multiple of 4096, at most 65 GiB
   */
  public PhysicalMemory(long sizeBytes) {
    if (sizeBytes <= 0 || sizeBytes > MAXIMUM_SPAN_BYTES || sizeBytes % FRAME_BYTES != 0) {
      throw new IllegalArgumentException(
          "memory size must be a multiple of 4096 from 4 KiB to 65 GiB, not " + sizeBytes);
    }
    this.sizeBytes = sizeBytes;
    long frames = sizeBytes >>> FRAME_SHIFT;
    directory = new byte[(int) ((frames + CHUNK_FRAMES - 1) >>> CHUNK_SHIFT)][][];
    Arrays.fill(emptyChunk, zeroFrame);
    Arrays.fill(directory, emptyChunk);
  }

  /** Size of the memory in bytes. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Number of frames that have been written to, and so occupy host memory. */
  public long allocatedFrames() {
    return allocatedFrames;
  }

  /**
   * Reads an integer.
   *
   * @param physical address of its first byte; it may cross frames
   * @param bytes width, 1 to 8
   * @return the value, zero-extended
   */
  public long read(long physical, int bytes) {
    Objects.checkFromIndexSize(physical, bytes, sizeBytes);
    int offset = (int) physical & OFFSET_MASK;
    if (offset + bytes <= FRAME_BYTES) {
      return LittleEndian.get(frame(physical), offset, bytes);
    }
    byte[] buffer = new byte[bytes];
    readBytes(physical, buffer, 0, bytes);
    return LittleEndian.get(buffer, 0, bytes);
  }

  /**
   * Writes the low bytes of an integer.
   *
   * @param physical address of its first byte; it may cross frames
   * @param bytes width, 1 to 8
   */
  public void write(long physical, int bytes, long value) {
    Objects.checkFromIndexSize(physical, bytes, sizeBytes);
    int offset = (int) physical & OFFSET_MASK;
    if (offset + bytes <= FRAME_BYTES) {
      LittleEndian.put(writableFrame(physical), offset, bytes, value);
      return;
    }
    byte[] buffer = new byte[bytes];
    LittleEndian.put(buffer, 0, bytes, value);
    writeBytes(physical, buffer, 0, bytes);
  }

  /** Copies {@code length} bytes from the memory into an array. */
  public void readBytes(long physical, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(physical, length, sizeBytes);
    for (int done = 0; done < length; ) {
      long at = physical + done;
      int part = Math.min(length - done, FRAME_BYTES - ((int) at & OFFSET_MASK));
      System.arraycopy(frame(at), (int) at & OFFSET_MASK, target, offset + done, part);
      done += part;
    }
  }

  /** Copies {@code length} bytes from an array into the memory. */
  public void writeBytes(long physical, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(physical, length, sizeBytes);
    for (int done = 0; done < length; ) {
      long at = physical + done;
      int part = Math.min(length - done, FRAME_BYTES - ((int) at & OFFSET_MASK));
      System.arraycopy(source, offset + done, writableFrame(at), (int) at & OFFSET_MASK, part);
      done += part;
    }
  }

  /** True if the frame that holds an address has been written to. */
  public boolean isAllocated(long physical) {
    return frame(physical) != zeroFrame;
  }

  /**
   * The bytes of the frame that holds an address, to read only. An array that all untouched frames
   * share stands in until the first write: keep the result only if {@link #isAllocated} holds.
   */
  public byte[] frame(long physical) {
    int frame = (int) (physical >>> FRAME_SHIFT);
    return directory[frame >>> CHUNK_SHIFT][frame & (CHUNK_FRAMES - 1)];
  }

  /** The bytes of the frame that holds an address, allocated if need be. They never move. */
  public byte[] writableFrame(long physical) {
    byte[] bytes = frame(physical);
    return bytes != zeroFrame ? bytes : allocate((int) (physical >>> FRAME_SHIFT));
  }

  private byte[] allocate(int frame) {
    byte[][] chunk = directory[frame >>> CHUNK_SHIFT];
    if (chunk == emptyChunk) {
      chunk = emptyChunk.clone();
      directory[frame >>> CHUNK_SHIFT] = chunk;
    }
    byte[] bytes = new byte[FRAME_BYTES];
    chunk[frame & (CHUNK_FRAMES - 1)] = bytes;
    allocatedFrames++;
    return bytes;
  }

  /** Makes all of it as if it had never been written. Nobody may hold bytes of a frame. */
  public void clear() {
    Arrays.fill(directory, emptyChunk);
    allocatedFrames = 0;
  }
}
