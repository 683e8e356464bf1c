package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * Objects that a thread makes and another CPU's scheduler reads, as OSv's rcu_flush had thread
 * objects on its stack (OSv issue 790). The scheduler reads by the object's own address, through
 * whatever translation its CPU has for it.
 */
final class SchedulerRequests {
  private static final long INTERRUPT_FLAG = 0x200;

  private static final AtomicSite SITE =
      new AtomicSite(
          "scheduler_request",
          "scheduler_request",
          SiteKind.IRQ_LOCK,
          Rule.BOTH_ENABLED,
          "it waits for another CPU, so its callers have both enabled");

  private SchedulerRequests() {}

  static void emit(KernelCode k) {
    send(k);
    handle(k);
  }

  /**
   * {@code scheduler_request(RDI object, RSI number of a CPU, or -1 for the next one)}: fills the
   * object, has that CPU's scheduler look at it, waits until it has, and returns the object in RAX.
   * What has been written is noted in the request too, which lies in kernel memory.
   */
  private static void send(KernelCode k) {
    Assembler a = k.assembler();
    Label chosen = a.fresh("chosen");
    Label wait = a.fresh("wait");
    Label done = a.fresh("done");
    k.begin("scheduler_request", FrameSizes.LOCK, RBX, R12, R13);
    a.cmp(CurrentThread.preemptCounter(), 0);
    k.panicIf(Condition.NE, "panic_sleep_in_atomic_context");
    a.mov(RBX, RDI);
    a.mov(RAX, RSI);
    a.test(RAX, RAX);
    a.jcc(Condition.NS, chosen);
    a.mov(RAX, CurrentThread.cpu());
    a.mov(RAX, qword(RAX, CpuLayout.NUMBER));
    a.inc(RAX);
    a.cmp(RAX, k.parameters().cpus());
    a.jcc(Condition.B, chosen);
    a.mov(RAX, 0);
    a.bind(chosen);
    a.imul(RAX, RAX, CpuLayout.SIZE);
    a.add(RAX, k.at("cpus"));
    a.mov(R12, RAX);
    a.mov(RDI, RequestLayout.SIZE);
    k.call("malloc");
    a.mov(R13, RAX);
    a.mov(RCX, 1);
    a.lock("xadd", k.global("next_token"), RCX);
    a.mov(qword(R13, RequestLayout.OBJECT), RBX);
    a.mov(qword(R13, RequestLayout.TOKEN), RCX);
    a.mov(qword(RBX, RequestLayout.OBJECT_TOKEN), RCX);
    a.mov(qword(RBX, RequestLayout.OBJECT_DONE), 0);

    k.sites().enter(SITE);
    a.test(dword(RSP), INTERRUPT_FLAG);
    k.panicIf(Condition.E, "panic_sleep_in_atomic_context");
    Spinlock.lock(a, RunQueue.lock(R12));
    a.mov(RAX, qword(R12, CpuLayout.REQUESTS));
    a.mov(qword(R13, RequestLayout.NEXT), RAX);
    a.mov(qword(R12, CpuLayout.REQUESTS), R13);
    Spinlock.unlock(a, RunQueue.lock(R12));
    LocalApic.send(k, LocalApic.RESCHEDULE_VECTOR, R12, RAX, ECX);
    k.sites().exit();
    a.bind(wait);
    a.cmp(qword(RBX, RequestLayout.OBJECT_DONE), 0);
    a.jcc(Condition.NE, done);
    a.pause();
    a.jmp(wait);
    a.bind(done);
    a.mov(RDI, R13);
    k.call("free");
    a.mov(RAX, RBX);
    k.end();
  }

  /**
   * {@code handle_requests(RDI cpu)}: the scheduler's side, interrupts off, in whatever thread the
   * interrupt has found. It compares before it writes: through a stale translation the mark would
   * go into a page that belongs to somebody else by now.
   */
  private static void handle(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label done = a.fresh("done");
    k.begin("handle_requests", FrameSizes.SMALL, RBX, R12, R13, R14);
    a.mov(RBX, RDI);
    Spinlock.lock(a, RunQueue.lock(RBX));
    a.mov(R12, qword(RBX, CpuLayout.REQUESTS));
    a.mov(qword(RBX, CpuLayout.REQUESTS), 0);
    Spinlock.unlock(a, RunQueue.lock(RBX));
    a.bind(next);
    a.test(R12, R12);
    a.jcc(Condition.E, done);
    a.mov(R14, qword(R12, RequestLayout.NEXT)); // the sender frees the request when we are done
    a.mov(R13, qword(R12, RequestLayout.OBJECT));
    a.mov(RDI, R13);
    a.mov(RAX, qword(R13, RequestLayout.OBJECT_TOKEN));
    a.cmp(RAX, qword(R12, RequestLayout.TOKEN));
    k.panicIf(Condition.NE, "panic_stale_translation");
    a.mov(qword(R13, RequestLayout.OBJECT_DONE), 1);
    a.mov(R12, R14);
    a.jmp(next);
    a.bind(done);
    k.end();
  }
}
