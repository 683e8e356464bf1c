package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Condition variables, for use under a mutex. */
final class Condvar {
  private static final AtomicSite WAIT_SITE =
      new AtomicSite(
          "condvar_wait",
          "condvar_wait",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "it sleeps, so its callers have both enabled");
  private static final AtomicSite WAKE_SITE =
      new AtomicSite(
          "condvar_wake_all",
          "condvar_wake_all",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "called with a sleeping lock held");

  private Condvar() {}

  static void emit(KernelCode k) {
    waitFor(k);
    wakeAll(k);
  }

  /**
   * {@code condvar_wait(RDI condvar, RSI mutex)}: releases the mutex, sleeps until woken, takes the
   * mutex again. The thread is in the queue before the mutex is released, so no wake-up is lost.
   */
  private static void waitFor(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("condvar_wait", FrameSizes.CONDITION_WAIT, RBX, R12, R13);
    a.mov(RBX, RDI);
    a.mov(R12, RSI);
    a.mov(R13, CurrentThread.self());
    k.sites().enter(WAIT_SITE);
    WaitQueue.lock(a, RBX);
    WaitQueue.sleepOn(a, RBX, R13);
    WaitQueue.unlock(a, RBX);
    a.mov(RDI, R12);
    k.call("mutex_unlock");
    k.call("thread_wait");
    k.sites().exit();
    a.mov(RDI, R12);
    k.call("mutex_lock");
    k.end();
  }

  /** {@code condvar_wake_all(RDI condvar)}. */
  private static void wakeAll(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label done = a.fresh("done");
    k.begin("condvar_wake_all", FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    a.bind(next);
    k.sites().enter(WAKE_SITE);
    WaitQueue.lock(a, RBX);
    WaitQueue.pop(a, RBX, R12);
    WaitQueue.unlock(a, RBX);
    k.sites().exit();
    a.test(R12, R12);
    a.jcc(Condition.E, done);
    a.mov(RDI, R12);
    k.call("thread_wake");
    a.jmp(next);
    a.bind(done);
    k.end();
  }
}
