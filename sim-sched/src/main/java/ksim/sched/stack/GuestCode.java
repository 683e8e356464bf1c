package ksim.sched.stack;

import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.asm.Assembler;

/** What a stack design sees of the kernel while it is being assembled. */
public interface GuestCode {
  /** Where code is appended. */
  Assembler assembler();

  /** The current thread's preempt counter, 32 bits; 0 means that preemption is enabled. */
  MemoryOperand preemptCounter();

  /**
   * The current thread's counter of reasons not to read a stack page, 32 bits; it exists whatever
   * the design, and only designs that use it change it.
   */
  MemoryOperand readCounter();

  /** The same of the thread that is being created, where a design may say so. */
  MemoryOperand newThreadReadCounter();

  /** Nonzero, 64 bits, where the stack of the thread being created is populated on demand. */
  MemoryOperand newThreadStackIsLazy();

  /**
   * The lowest stack pointer that a split-stack prologue may accept for its frame, 64 bits: below
   * it the segment has room for {@code SegmentLayout.HEAD_ROOM} bytes and no more.
   */
  MemoryOperand stackLimit();

  /** A function of the kernel by its symbol. */
  Label kernelFunction(String symbol);

  /** A function that runs {@code target} on the thread's kernel stack and returns what it does. */
  Label thunk(Label target);

  /** Records that the next instruction is a probe on behalf of the site of this name. */
  void probeFollows(String site);
}
