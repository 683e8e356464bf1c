package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.EAX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * A test-and-test-and-set lock of 32 bits, inlined. Its holder must not be switched out, or a
 * waiter on the same CPU would spin for ever: every user has preemption or interrupts off.
 */
final class Spinlock {
  private Spinlock() {}

  /** Takes the lock; EAX and the flags are lost. */
  static void lock(Assembler a, MemoryOperand lock) {
    Label attempt = a.fresh("spin_attempt");
    Label wait = a.fresh("spin_wait");
    Label taken = a.fresh("spin_taken");
    a.bind(attempt);
    a.mov(EAX, 1);
    a.xchg(lock, EAX);
    a.test(EAX, EAX);
    a.jcc(Condition.E, taken);
    // Wait by reading, so that the cache line stays shared until the holder writes it.
    a.bind(wait);
    a.pause();
    a.cmp(lock, 0);
    a.jcc(Condition.NE, wait);
    a.jmp(attempt);
    a.bind(taken);
  }

  /** Releases the lock: on x86 a plain store has release semantics. */
  static void unlock(Assembler a, MemoryOperand lock) {
    a.mov(lock, 0);
  }
}
