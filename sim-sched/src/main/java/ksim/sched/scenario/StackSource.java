package ksim.sched.scenario;

/** Where the memory of a thread's stack comes from. */
public enum StackSource {
  /** An anonymous mapping with a guard area, as pthread stacks of applications. */
  MMAP,
  /** The kernel's allocator: resident from the start. */
  MALLOC
}
