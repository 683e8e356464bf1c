package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EBP;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** A thread's first and last instructions. */
final class ThreadMain {
  private static final AtomicSite START_SITE =
      new AtomicSite(
          "thread_main",
          "thread_main_c",
          SiteKind.PREEMPT_DISABLE,
          Rule.ALREADY_DISABLED,
          "a thread starts with both disabled; its parent has touched the top page");
  private static final AtomicSite EXIT_SITE =
      new AtomicSite(
          "thread_exit",
          "thread_exit",
          SiteKind.PREEMPT_DISABLE,
          Rule.BOTH_ENABLED,
          "called where a thread function returns");

  private ThreadMain() {}

  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    // Where switch_to continues in a new thread: RSP at the top of its stack, interrupts off, the
    // preempt counter 1. RBP and the return address of thread_main_c are zero: the chain of frames
    // ends there. A jump rather than a call, as a return address here would lie in the section.
    k.sites().enteredByGate(START_SITE);
    k.beginBare("thread_main");
    a.mov(EBP, 0);
    a.mov(RDI, CurrentThread.self());
    a.push(0);
    k.jump("thread_main_c");
    k.endBare();

    k.begin("thread_main_c", FrameSizes.THREAD_MAIN, RBX);
    a.mov(RBX, RDI);
    a.sti();
    k.sites().exit();
    k.observable("thread_started"); // RBX: the thread, which can fault and be preempted now
    if (StackReserve.used(k)) {
      k.call("stack_reserve_refill"); // what sections of other threads have taken
    }
    a.mov(RDI, RBX);
    k.call("thread_run");
    k.call("thread_exit");
    k.endNoReturn();

    // The C library's start routine.
    k.begin("thread_run", FrameSizes.PTHREAD_START, RBX);
    a.mov(RBX, RDI);
    a.mov(RDI, qword(RBX, ThreadLayout.INDEX));
    Thunks.callApplication(k);
    k.end();

    exit(k);
  }

  /**
   * {@code thread_exit()}: tells init if this was the last thread it waits for, tells whoever joins
   * it, and leaves the CPU for good. The stack is kept: the thread is on it to the end. Preemption
   * is off before the joining thread is woken, which then waits for the switch away from here.
   * Observation point {@code thread_exited}: RBX holds the thread.
   */
  private static void exit(KernelCode k) {
    Assembler a = k.assembler();
    Label silent = a.fresh("silent");
    k.begin("thread_exit", FrameSizes.SMALL, RBX);
    a.mov(RBX, CurrentThread.self());
    k.observable("thread_exited");
    a.cmp(qword(RBX, ThreadLayout.TERMINATES), 0);
    a.jcc(Condition.E, silent);
    a.mov(RAX, -1);
    a.lock("xadd", k.global("threads_remaining"), RAX);
    a.cmp(RAX, 1);
    a.jcc(Condition.NE, silent);
    k.loadAddress(EDI, "exit_event");
    k.call("event_wake");
    a.bind(silent);
    k.sites().enter(EXIT_SITE);
    a.lea(RDI, address(RBX, ThreadLayout.EXIT_EVENT));
    k.call("event_wake");
    a.mov(qword(FS, ThreadLayout.STATE), ThreadLayout.STATE_TERMINATED);
    k.call("thread_wait");
    k.sites().handOver();
    k.endNoReturn();
  }
}
