package ksim.sched.kernel;

/** The stacks that code of programs can run on; known where a function is compiled. */
public enum CodeStack {
  /** The thread's own stack, which the stack design is about. */
  APPLICATION,
  /** A resident kernel stack: a kernel thread's, or the one behind a thunk. */
  KERNEL,
  /** The thread's resident system call stack. */
  SYSCALL
}
