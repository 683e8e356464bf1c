package ksim.sched.kernel;

/** Who provides the memory of a thread's stack. */
public enum StackSupply {
  /** Whoever creates the thread: pthread_create for applications. */
  KERNEL,
  /** The caller, with a mapping of its own that says MAP_STACK. */
  CALLER_MAP_STACK,
  /** The caller, with a mapping of its own that does not say MAP_STACK: nothing populates it. */
  CALLER_PLAIN
}
