package ksim.sched.kernel;

/** Offsets in bytes into a pipe. */
public final class PipeLayout {
  /** A mutex, 64 bytes. */
  public static final int MUTEX = 0;

  /** Threads waiting for data: a wait queue of its own, 64 bytes. */
  public static final int READERS = 64;

  /** Threads waiting for room: a wait queue of its own, 64 bytes. */
  public static final int WRITERS = 128;

  /** Bytes read so far. */
  public static final int READ = 192;

  /** Bytes written so far. */
  public static final int WRITTEN = 200;

  /** The ring buffer. */
  public static final int BUFFER = 256;

  /** Size of the ring buffer, a power of two. */
  public static final int BUFFER_SIZE = 4096;

  /** Size of a pipe. */
  public static final int SIZE = BUFFER + BUFFER_SIZE;

  private PipeLayout() {}
}
