package ksim.sched.kernel;

/**
 * Offsets in bytes into the header of a stack segment, which lies at the segment's lowest address.
 * All fields have 64 bits.
 */
public final class SegmentLayout {
  /** The segment that the thread came from; 0 for its first one. */
  public static final int PREVIOUS = 0;

  /** The segment behind this one, in use or kept for the next time; 0 for none. */
  public static final int NEXT = 8;

  /** Size of the segment in pages. */
  public static final int PAGES = 16;

  /** Size of the header. */
  public static final int SIZE = 64;

  /** Pages of a thread's first segment, and of a further one unless a frame needs more. */
  public static final int DEFAULT_PAGES = 4;

  /**
   * Bytes that stay free below every frame of split-stack code. Kernel functions have no prologue
   * that checks, so whatever path through the kernel starts on an application stack must fit in
   * here; the deepest one goes through a pipe. GNU gold does the same for calls into code that was
   * not compiled with {@code -fsplit-stack} ({@code --split-stack-adjust-size}, 16 KiB).
   */
  public static final int HEAD_ROOM = 5 << 10;

  private SegmentLayout() {}
}
