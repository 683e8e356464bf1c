package ksim.sched.scenario;

/** What kind of thread a group holds. */
public enum ThreadKind {
  /** Runs application code that calls into the kernel on its own stack. */
  APPLICATION,
  /** Runs kernel code only. */
  KERNEL
}
