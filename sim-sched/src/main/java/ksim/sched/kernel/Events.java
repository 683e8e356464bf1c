package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Events that count: a wake that comes before the wait is not lost. */
final class Events {
  private static final AtomicSite WAIT_SITE =
      new AtomicSite(
          "event_wait",
          "event_wait",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "it may sleep, so its callers have both enabled");
  private static final AtomicSite WAKE_SITE =
      new AtomicSite(
          "event_wake",
          "event_wake",
          SiteKind.PREEMPT_LOCK,
          Rule.CHECK,
          "wait_for_memory and thread_exit call it with preemption off, others with both on");
  private static final AtomicSite FOREVER_SITE =
      new AtomicSite(
          "thread_wait_forever",
          "thread_wait_forever",
          SiteKind.PREEMPT_DISABLE,
          Rule.BOTH_ENABLED,
          "it sleeps, so its callers have both enabled");

  private Events() {}

  static void emit(KernelCode k) {
    waitFor(k);
    wake(k);
    waitForever(k);
  }

  /** {@code event_wait(RDI event)}. */
  private static void waitFor(KernelCode k) {
    Assembler a = k.assembler();
    Label sleep = a.fresh("sleep");
    Label done = a.fresh("done");
    k.begin("event_wait", FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    k.sites().enter(WAIT_SITE);
    WaitQueue.lock(a, RBX);
    a.cmp(qword(RBX, WaitQueueLayout.EVENT_COUNT), 0);
    a.jcc(Condition.E, sleep);
    a.dec(qword(RBX, WaitQueueLayout.EVENT_COUNT));
    WaitQueue.unlock(a, RBX);
    a.jmp(done);
    a.bind(sleep);
    a.mov(R12, CurrentThread.self());
    WaitQueue.sleepOn(a, RBX, R12);
    WaitQueue.unlock(a, RBX);
    k.call("thread_wait");
    a.bind(done);
    k.sites().exit();
    k.end();
  }

  /** {@code event_wake(RDI event)}. */
  private static void wake(KernelCode k) {
    Assembler a = k.assembler();
    Label count = a.fresh("count");
    Label done = a.fresh("done");
    k.begin("event_wake", FrameSizes.LOCK, RBX, R12);
    a.mov(RBX, RDI);
    k.sites().enter(WAKE_SITE);
    WaitQueue.lock(a, RBX);
    WaitQueue.pop(a, RBX, R12);
    a.test(R12, R12);
    a.jcc(Condition.E, count);
    WaitQueue.unlock(a, RBX);
    a.mov(RDI, R12);
    k.call("thread_wake");
    a.jmp(done);
    a.bind(count);
    a.inc(qword(RBX, WaitQueueLayout.EVENT_COUNT));
    WaitQueue.unlock(a, RBX);
    a.bind(done);
    k.sites().exit();
    k.end();
  }

  /** {@code thread_wait_forever()}: asleep on nothing, so nobody can wake it. */
  private static void waitForever(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("thread_wait_forever", FrameSizes.SMALL);
    k.sites().enter(FOREVER_SITE);
    a.mov(qword(FS, ThreadLayout.WAITS_ON), 0);
    a.mov(qword(FS, ThreadLayout.STATE), ThreadLayout.STATE_WAITING);
    k.call("thread_wait");
    k.sites().handOver();
    k.endNoReturn();
  }
}
