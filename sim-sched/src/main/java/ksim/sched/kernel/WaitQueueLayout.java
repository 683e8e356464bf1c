package ksim.sched.kernel;

/**
 * Offsets in bytes into what threads sleep on. Mutexes, events and read-write locks all start with
 * a spinlock and a FIFO of waiting threads and fill the rest each in its own way.
 */
public final class WaitQueueLayout {
  /** Spinlock, 32 bits: 1 while held. Held only with preemption off. */
  public static final int LOCK = 0;

  /** First waiting thread. */
  public static final int HEAD = 8;

  /** Last waiting thread; meaningless while there is none. */
  public static final int TAIL = 16;

  /** Mutex: threads that hold it or want it. */
  public static final int MUTEX_COUNT = 24;

  /** Mutex: the thread that holds it. */
  public static final int MUTEX_OWNER = 32;

  /** Mutex: one where it was released before its next owner had queued up. */
  public static final int MUTEX_HANDOFF = 40;

  /** Event: wakes that nobody waited for yet. */
  public static final int EVENT_COUNT = 24;

  /** Read-write lock: threads that hold it for reading. */
  public static final int RW_READERS = 24;

  /** Read-write lock: the thread that holds it for writing. */
  public static final int RW_WRITER = 32;

  /** Size of any of them: a cache line. */
  public static final int OBJECT_SIZE = 64;

  private WaitQueueLayout() {}
}
