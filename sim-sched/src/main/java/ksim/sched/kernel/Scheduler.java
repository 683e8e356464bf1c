package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.core.encoding.asm.Registers;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Choosing the next thread: the ways into the scheduler and the choice itself. */
final class Scheduler {
  private static final long INTERRUPT_FLAG = 0x200;

  private static final AtomicSite WAIT_SITE =
      new AtomicSite(
          "thread_wait",
          "thread_wait",
          SiteKind.IRQ_LOCK,
          Rule.ALREADY_DISABLED,
          "its callers have marked the thread waiting with preemption off");
  private static final AtomicSite SCHEDULE_SITE =
      new AtomicSite(
          "cpu_schedule",
          "cpu_schedule",
          SiteKind.IRQ_LOCK,
          Rule.BOTH_ENABLED,
          "preempt_schedule checks both, and a thread that yields has both enabled");

  /** What preempt_schedule saves: a section may end where any register is live. */
  private static final RegisterOperand[] CALLER_SAVED = {
    RAX, Registers.RCX, RDX, RSI, RDI, Registers.R8, Registers.R9, Registers.R10
  };

  private Scheduler() {}

  static void emit(KernelCode k) {
    threadWait(k);
    threadYield(k);
    preemptSchedule(k);
    cpuSchedule(k);
    reschedule(k);
  }

  /**
   * {@code thread_wait()}: gives the CPU away until the thread is woken. The caller has disabled
   * preemption (once), marked the thread waiting and released its spinlocks.
   */
  private static void threadWait(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("thread_wait", FrameSizes.WAIT);
    a.cmp(CurrentThread.preemptCounter(), 1);
    k.panicIf(Condition.NE, "panic_sleep_in_atomic_context");
    k.sites().enter(WAIT_SITE);
    // The flags that the guard has pushed say whether the caller had interrupts enabled.
    a.test(dword(RSP), INTERRUPT_FLAG);
    k.panicIf(Condition.E, "panic_sleep_in_atomic_context");
    k.call("reschedule");
    k.sites().exit();
    k.end();
  }

  /** {@code thread_yield()}: lets the other runnable threads of the CPU run first. */
  private static void threadYield(KernelCode k) {
    k.begin("thread_yield", FrameSizes.SMALL);
    k.assembler().cmp(CurrentThread.preemptCounter(), 0);
    k.panicIf(Condition.NE, "panic_sleep_in_atomic_context");
    k.call("cpu_schedule");
    k.end();
  }

  /**
   * {@code preempt_schedule()}: where preemption has just been enabled and a reschedule is due.
   * Keeps all registers but R11; does nothing while interrupts are off, as whoever enables them
   * will not come here but the next interrupt will.
   */
  private static void preemptSchedule(KernelCode k) {
    Assembler a = k.assembler();
    Label off = a.fresh("interrupts_off");
    k.beginBare("preempt_schedule");
    a.emit("pushfq");
    a.test(dword(RSP), INTERRUPT_FLAG);
    a.lea(RSP, Memory.address(RSP, 8));
    a.jcc(Condition.E, off);
    for (RegisterOperand register : CALLER_SAVED) {
      a.push(register);
    }
    k.call("cpu_schedule");
    for (int i = CALLER_SAVED.length - 1; i >= 0; i--) {
      a.pop(CALLER_SAVED[i]);
    }
    a.bind(off);
    a.ret();
    k.endBare();
  }

  /** {@code cpu_schedule()}: reschedules with preemption and interrupts enabled. */
  private static void cpuSchedule(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("cpu_schedule", FrameSizes.SCHEDULE);
    k.sites().enter(SCHEDULE_SITE);
    a.test(dword(RSP), INTERRUPT_FLAG);
    k.panicIf(Condition.E, "panic_sleep_in_atomic_context");
    if (StackReserve.used(k)) {
      k.call("stack_reserve_top_up");
    }
    k.call("reschedule");
    k.sites().exit();
    k.end();
  }

  /**
   * {@code reschedule()}: puts the current thread back into the run queue if it is still running,
   * takes the first one and switches to it. Interrupts are off, and stay off in whatever context
   * comes next, until that restores its own flags.
   */
  private static void reschedule(KernelCode k) {
    Assembler a = k.assembler();
    Label notRunnable = a.fresh("not_runnable");
    Label alone = a.fresh("alone");
    Label timerSet = a.fresh("timer_set");
    Label same = a.fresh("same");
    k.begin("reschedule", FrameSizes.RESCHEDULE, RBX, R12, R13);
    a.mov(RBX, CurrentThread.cpu());
    a.mov(R12, CurrentThread.self());
    a.mov(CurrentThread.needResched(), 0);
    Spinlock.lock(a, RunQueue.lock(RBX));
    // A thread that waits is appended by its waker, which may have come before us.
    a.cmp(qword(R12, ThreadLayout.STATE), ThreadLayout.STATE_RUNNING);
    a.jcc(Condition.NE, notRunnable);
    a.cmp(R12, qword(RBX, CpuLayout.IDLE));
    a.jcc(Condition.E, notRunnable);
    RunQueue.append(a, RBX, R12);
    a.bind(notRunnable);
    RunQueue.pop(a, RBX, R13);
    a.mov(qword(R13, ThreadLayout.STATE), ThreadLayout.STATE_RUNNING);
    Spinlock.unlock(a, RunQueue.lock(RBX));

    // Tickless: a slice is counted only while somebody else could use the CPU. Whoever comes next
    // has a whole one, and not the rest of his predecessor's.
    a.cmp(qword(RBX, CpuLayout.RUN_HEAD), 0);
    a.jcc(Condition.E, alone);
    Timer.startSlice(k, RBX);
    a.jmp(timerSet);
    a.bind(alone);
    Timer.endSlice(k, RBX);
    a.bind(timerSet);

    a.cmp(R12, R13);
    a.jcc(Condition.E, same);
    a.inc(qword(RBX, CpuLayout.SWITCHES));
    a.mov(qword(RBX, CpuLayout.CURRENT), R13);
    TlbFlush.beforeSwitch(a, RBX, R13);
    a.mov(RDI, R12);
    a.mov(RSI, R13);
    a.mov(RDX, RBX);
    k.call("switch_to");
    a.bind(same);
    k.end();
  }
}
