package ksim.sched.kernel;

/**
 * Offsets in bytes into a request to another CPU's scheduler to look at an object, and into the
 * part of the object that it looks at. All fields have 64 bits.
 */
public final class RequestLayout {
  /** Request: the one that was sent before it and is not handled yet. */
  public static final int NEXT = 0;

  /** Request: address of the object. */
  public static final int OBJECT = 8;

  /** Request: what the sender has written into the object. */
  public static final int TOKEN = 16;

  /** Size of a request. */
  public static final int SIZE = 64;

  /** Object: what the sender has written there. */
  public static final int OBJECT_TOKEN = 0;

  /** Object: nonzero when the other CPU's scheduler is done with it. */
  public static final int OBJECT_DONE = 8;

  /** Size of an object. */
  public static final int OBJECT_SIZE = 32;

  private RequestLayout() {}
}
