package ksim.sched.stack;

import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.asm.Assembler;

/** What a stack design sees of the kernel while it is being assembled. */
public interface GuestCode {
  /** Where code is appended. */
  Assembler assembler();

  /** The current thread's preempt counter, 32 bits; 0 means that preemption is enabled. */
  MemoryOperand preemptCounter();

  /** Records that the next instruction is a probe on behalf of the site of this name. */
  void probeFollows(String site);
}
