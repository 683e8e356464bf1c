package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Interrupt entries. They run on the current thread's interrupt stack (IST2), interrupts off. */
final class Interrupts {
  private static final AtomicSite SITE =
      new AtomicSite(
          "interrupt_entry",
          "interrupt_exit",
          SiteKind.IRQ_DISABLE,
          Rule.POPULATED_STACK,
          "on the interrupt stack; the gate disables interrupts and iretq restores them");

  private Interrupts() {}

  /** The entries; a stub each for the vectors of {@link LocalApic}. */
  static void emit(KernelCode k) {
    k.sites().enteredByGate(SITE);
    timer(k);
    reschedule(k);
    flush(k);
    preempt(k);
    exit(k);
    k.sites().handOver();
    spurious(k);
  }

  private static void entry(KernelCode k, String name) {
    Assembler a = k.assembler();
    k.beginBare(name);
    a.push(0); // in place of an error code
    InterruptFrame.save(a);
    LocalApic.endOfInterrupt(k, RAX);
  }

  /** A time slice is over, or a thread has slept long enough. */
  private static void timer(KernelCode k) {
    Assembler a = k.assembler();
    entry(k, "timer_interrupt");
    a.mov(RDI, CurrentThread.cpu());
    k.call("timer_expired");
    k.jump("interrupt_exit");
    k.endBare();
  }

  /**
   * Another CPU has put a thread into the run queue, or a request to the scheduler. The idle loop
   * sees the thread after the interrupt; a running thread keeps its time slice, which starts to
   * count now. Requests are handled here and now.
   */
  private static void reschedule(KernelCode k) {
    Assembler a = k.assembler();
    Label noRequest = a.fresh("no_request");
    entry(k, "reschedule_interrupt");
    a.mov(RBX, CurrentThread.cpu());
    a.cmp(qword(RBX, CpuLayout.REQUESTS), 0);
    a.jcc(Condition.E, noRequest);
    a.mov(RDI, RBX);
    k.call("handle_requests");
    a.bind(noRequest);
    a.cmp(qword(RBX, CpuLayout.RUN_HEAD), 0);
    a.jcc(Condition.E, k.label("interrupt_exit"));
    a.mov(RAX, qword(RBX, CpuLayout.CURRENT));
    a.cmp(RAX, qword(RBX, CpuLayout.IDLE));
    a.jcc(Condition.E, k.label("interrupt_exit"));
    Timer.startSliceIfNone(k, RBX);
    k.jump("interrupt_exit");
    k.endBare();
  }

  /** Another CPU has unmapped pages: forget all translations (no page is global), then say so. */
  private static void flush(KernelCode k) {
    Assembler a = k.assembler();
    entry(k, "flush_interrupt");
    a.mov(RAX, CR3);
    a.mov(CR3, RAX);
    a.mov(RBX, CurrentThread.cpu());
    a.mov(dword(RBX, CpuLayout.FLUSH_REQUESTED), 0);
    k.jump("interrupt_exit");
    k.endBare();
  }

  /**
   * The time slice of the thread is over, now. No part of the kernel asks for that: it lets whoever
   * disturbs schedules from outside preempt at any instruction, which a timer interrupt that comes
   * too early does not.
   */
  private static void preempt(KernelCode k) {
    entry(k, "preempt_interrupt");
    k.assembler().mov(CurrentThread.needResched(), 1);
    k.jump("interrupt_exit");
    k.endBare();
  }

  /**
   * The common way out: preempts the thread if a reschedule is due and its counter allows it. The
   * thread then sleeps on its interrupt stack and returns from here when it runs again.
   */
  private static void exit(KernelCode k) {
    Assembler a = k.assembler();
    Label restore = a.fresh("restore");
    k.beginBare("interrupt_exit");
    a.cmp(CurrentThread.preemptCounter(), 0);
    a.jcc(Condition.NE, restore);
    if (StackReserve.used(k)) {
      k.call("stack_reserve_top_up");
    }
    a.cmp(CurrentThread.needResched(), 0);
    a.jcc(Condition.E, restore);
    k.call("reschedule");
    a.bind(restore);
    k.observable("interrupt_return");
    InterruptFrame.restoreAndReturn(a);
    k.endBare();
  }

  /** A spurious interrupt needs no end-of-interrupt (SDM vol. 3, 12.9). */
  private static void spurious(KernelCode k) {
    k.beginBare("spurious_interrupt");
    k.assembler().iretq();
    k.endBare();
  }
}
