package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** The idle thread of each CPU. */
final class Idle {
  private static final AtomicSite SITE =
      new AtomicSite(
          "idle_loop",
          "idle_loop",
          SiteKind.IRQ_DISABLE,
          Rule.KERNEL_THREAD,
          "runs in idle threads only");

  private Idle() {}

  /**
   * {@code idle_loop()}: runs whatever becomes runnable, and halts while nothing is. Does not
   * return. Its preempt counter stays at one, so that handlers never preempt it: it looks at the
   * run queue itself. STI holds interrupts off for one more instruction, so a wake-up between the
   * test and HLT ends the HLT instead of being lost.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label run = a.fresh("run");
    k.begin("idle_loop", FrameSizes.SMALL);
    a.bind(again);
    k.sites().enter(SITE);
    a.mov(RAX, CurrentThread.cpu());
    a.cmp(qword(RAX, CpuLayout.RUN_HEAD), 0);
    a.jcc(Condition.NE, run);
    if (StackReserve.used(k)) {
      k.call("stack_reserve_top_up");
    }
    k.sites().exitByHalt();
    a.jmp(again);
    a.bind(run);
    k.call("reschedule");
    k.sites().exit();
    a.jmp(again);
    k.endNoReturn();
  }
}
