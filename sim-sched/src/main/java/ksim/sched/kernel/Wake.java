package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Making a waiting thread runnable, on the CPU that it belongs to. */
final class Wake {
  private static final AtomicSite SITE =
      new AtomicSite(
          "thread_wake",
          "thread_wake",
          SiteKind.IRQ_LOCK,
          Rule.CHECK,
          "locks call it with preemption off, pipes and the reclaimer with both enabled");

  private Wake() {}

  /** {@code thread_wake(RDI thread)}. */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label remote = a.fresh("remote");
    Label unlock = a.fresh("unlock");
    Label done = a.fresh("done");
    k.begin("thread_wake", FrameSizes.WAKE, RBX, R12);
    a.mov(RBX, RDI);
    k.sites().enter(SITE);
    a.mov(R12, qword(RBX, ThreadLayout.CPU));
    Spinlock.lock(a, RunQueue.lock(R12));
    a.cmp(qword(RBX, ThreadLayout.STATE), ThreadLayout.STATE_WAITING);
    a.jcc(Condition.NE, unlock);
    RunQueue.append(a, R12, RBX);
    Spinlock.unlock(a, RunQueue.lock(R12));
    a.cmp(R12, CurrentThread.cpu());
    a.jcc(Condition.NE, remote);
    // On this CPU the current thread now has a rival for its time, unless it is the idle thread,
    // which has been interrupted and looks at the queue next.
    a.mov(RAX, qword(R12, CpuLayout.IDLE));
    a.cmp(qword(R12, CpuLayout.CURRENT), RAX);
    a.jcc(Condition.E, done);
    Timer.startSliceIfNone(k, R12);
    a.jmp(done);
    a.bind(remote);
    // Where the queue was not empty before, its CPU knows already: it is busy with the timer armed,
    // or on its way out of idle.
    a.cmp(RBX, qword(R12, CpuLayout.RUN_HEAD));
    a.jcc(Condition.NE, done);
    LocalApic.send(k, LocalApic.RESCHEDULE_VECTOR, R12, RAX, ECX);
    a.jmp(done);
    a.bind(unlock);
    Spinlock.unlock(a, RunQueue.lock(R12));
    a.bind(done);
    k.sites().exit();
    k.end();
  }
}
