package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.FS;

import ksim.core.encoding.MemoryOperand;

/** The current thread's thread-local variables, reached through FS. */
final class CurrentThread {
  private CurrentThread() {}

  /** The thread structure itself; FS points at its start. */
  static MemoryOperand self() {
    return qword(FS, ThreadLayout.SELF);
  }

  /** How many times preemption has been disabled, 32 bits. */
  static MemoryOperand preemptCounter() {
    return dword(FS, ThreadLayout.PREEMPT_COUNTER);
  }

  /** Nonzero where a reschedule has been asked for, 32 bits. */
  static MemoryOperand needResched() {
    return dword(FS, ThreadLayout.NEED_RESCHED);
  }

  /** The structure of the CPU that the thread runs on; stable only while preemption is off. */
  static MemoryOperand cpu() {
    return qword(FS, ThreadLayout.CPU);
  }
}
