package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Sleeping for a time. Each CPU has a list of its own sleepers, which its timer wakes. */
final class Sleep {
  private static final AtomicSite SLEEP_SITE =
      new AtomicSite(
          "thread_sleep",
          "thread_sleep",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "it sleeps, so its callers have both enabled");
  private static final AtomicSite QUEUE_SITE =
      new AtomicSite(
          "timer_queue",
          "thread_sleep",
          SiteKind.IRQ_LOCK,
          Rule.ALREADY_DISABLED,
          "inside thread_sleep");

  private Sleep() {}

  /**
   * {@code thread_sleep(RDI cycles)}: sleeps for so many cycles of the time-stamp counter, never
   * less. The list is sorted by deadline and belongs to this CPU, so that interrupts off protect
   * it; preemption is off around it, so that the CPU stays the same until the thread is in.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label place = a.fresh("place");
    Label behind = a.fresh("behind");
    k.begin("thread_sleep", FrameSizes.LOCK, RBX, R12);
    a.mov(R12, RDI);
    a.mov(RBX, CurrentThread.self());
    k.sites().enter(SLEEP_SITE);
    k.sites().enter(QUEUE_SITE);
    a.mov(qword(RBX, ThreadLayout.STATE), ThreadLayout.STATE_WAITING);
    Timer.now(a);
    a.add(R12, RAX);
    a.mov(qword(RBX, ThreadLayout.DEADLINE), R12);
    a.mov(RDI, qword(RBX, ThreadLayout.CPU));
    a.lea(RDX, address(RDI, CpuLayout.SLEEPERS)); // RDX: the link to change
    a.bind(next);
    a.mov(RCX, qword(RDX));
    a.test(RCX, RCX);
    a.jcc(Condition.E, place);
    a.cmp(qword(RCX, ThreadLayout.DEADLINE), R12);
    a.jcc(Condition.A, place);
    a.lea(RDX, address(RCX, ThreadLayout.SLEEP_NEXT));
    a.jmp(next);
    a.bind(place);
    a.mov(qword(RBX, ThreadLayout.SLEEP_NEXT), RCX);
    a.mov(qword(RDX), RBX);
    a.cmp(qword(RDI, CpuLayout.SLEEPERS), RBX);
    a.jcc(Condition.NE, behind);
    k.call("timer_program");
    a.bind(behind);
    k.sites().exit();
    k.call("thread_wait");
    k.sites().exit();
    k.end();
  }
}
