package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * The sleeping mutex, after OSv's: a count of threads that hold or want it, so that neither end of
 * an uncontended section disables anything, and ownership that is handed over rather than fought
 * for.
 *
 * <p>An unlock that sees the count above one owes the mutex to somebody. Where that somebody has
 * counted itself but not queued up yet, the unlock leaves a hand-off mark which it will find.
 */
final class Mutex {
  private static final AtomicSite LOCK_SITE =
      new AtomicSite(
          "mutex_lock",
          "mutex_lock",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "it may sleep, so its callers have both enabled");
  private static final AtomicSite UNLOCK_SITE =
      new AtomicSite(
          "mutex_unlock",
          "mutex_unlock",
          SiteKind.PREEMPT_LOCK,
          Rule.CHECK,
          "it never sleeps: condition_wait calls it with preemption off, others with both on");

  private Mutex() {}

  static void emit(KernelCode k) {
    lock(k);
    unlock(k);
  }

  /** {@code mutex_lock(RDI mutex)}. */
  private static void lock(KernelCode k) {
    Assembler a = k.assembler();
    Label contended = a.fresh("contended");
    Label take = a.fresh("take");
    Label done = a.fresh("done");
    k.begin("mutex_lock", FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(R12, CurrentThread.self());
    a.mov(RAX, 1);
    a.lock("xadd", qword(RBX, WaitQueueLayout.MUTEX_COUNT), RAX);
    a.test(RAX, RAX);
    a.jcc(Condition.NE, contended);
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_OWNER), R12);
    k.leave();

    a.bind(contended);
    // Only this thread can have stored itself as the owner, so the test needs no lock.
    a.cmp(qword(RBX, WaitQueueLayout.MUTEX_OWNER), R12);
    k.panicIf(Condition.E, "panic_recursive_lock");
    k.sites().enter(LOCK_SITE);
    WaitQueue.lock(a, RBX);
    a.cmp(qword(RBX, WaitQueueLayout.MUTEX_HANDOFF), 0);
    a.jcc(Condition.NE, take);
    WaitQueue.sleepOn(a, RBX, R12);
    WaitQueue.unlock(a, RBX);
    k.call("thread_wait"); // the mutex is ours when it returns: unlock stored us as the owner
    a.jmp(done);
    a.bind(take);
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_HANDOFF), 0);
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_OWNER), R12);
    WaitQueue.unlock(a, RBX);
    a.bind(done);
    k.sites().exit();
    k.end();
  }

  /** {@code mutex_unlock(RDI mutex)}. */
  private static void unlock(KernelCode k) {
    Assembler a = k.assembler();
    Label contended = a.fresh("contended");
    Label nobody = a.fresh("nobody");
    Label done = a.fresh("done");
    k.begin("mutex_unlock", FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(RAX, CurrentThread.self());
    a.cmp(qword(RBX, WaitQueueLayout.MUTEX_OWNER), RAX);
    k.panicIf(Condition.NE, "panic_not_owner");
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_OWNER), 0);
    a.mov(RCX, -1);
    a.lock("xadd", qword(RBX, WaitQueueLayout.MUTEX_COUNT), RCX);
    a.cmp(RCX, 1);
    a.jcc(Condition.NE, contended);
    k.leave();

    a.bind(contended);
    k.sites().enter(UNLOCK_SITE);
    WaitQueue.lock(a, RBX);
    WaitQueue.pop(a, RBX, R12);
    a.test(R12, R12);
    a.jcc(Condition.E, nobody);
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_OWNER), R12);
    WaitQueue.unlock(a, RBX);
    a.mov(RDI, R12);
    k.call("thread_wake");
    a.jmp(done);
    a.bind(nobody);
    a.mov(qword(RBX, WaitQueueLayout.MUTEX_HANDOFF), 1);
    WaitQueue.unlock(a, RBX);
    a.bind(done);
    k.sites().exit();
    k.end();
  }
}
