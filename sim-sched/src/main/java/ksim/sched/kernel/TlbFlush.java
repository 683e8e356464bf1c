package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * Making all CPUs forget translations: those that run application threads at once, by interrupt;
 * the others, which have no business in anonymous mappings, before they next run one. This is OSv's
 * lazy flush (its commit 7e38453). What the scheduler or an idle or kernel thread reads in such a
 * mapping meanwhile may be stale: the hazard of OSv issue 790.
 *
 * <p>No flush is lost. The asking CPU sets FLUSH_PENDING and then reads APPLICATION; the other CPU
 * sets APPLICATION and then reads FLUSH_PENDING. Each first step is an XCHG, a full barrier, so at
 * least one of the two sees the other's. Where both do, the second XCHG of FLUSH_PENDING decides:
 * whoever gets the one has to act, with an interrupt or with a flush, and the other need not. Where
 * it is the other CPU, it flushes with interrupts off and before its next access to a mapping other
 * than the stack that it stands on, which nobody can be unmapping: a thread's stack is released
 * only when the thread has left it.
 */
final class TlbFlush {
  private static final AtomicSite FLUSH_SITE =
      new AtomicSite(
          "flush_tlb_all",
          "flush_tlb_all",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "munmap calls it with the VMA list's sleeping lock held");
  private static final AtomicSite SEND_SITE =
      new AtomicSite(
          "flush_tlb_send",
          "flush_tlb_all",
          SiteKind.IRQ_LOCK,
          Rule.ALREADY_DISABLED,
          "inside flush_tlb_all");

  private TlbFlush() {}

  /**
   * On the way to the thread in {@code next}, with interrupts off, on the CPU in {@code cpu}: does
   * the flush that was put off while no application thread ran. RAX, RCX are lost.
   */
  static void beforeSwitch(Assembler a, RegisterOperand cpu, RegisterOperand next) {
    Label done = a.fresh("no_flush");
    a.mov(ECX, dword(next, ThreadLayout.USES_MAPPINGS));
    a.cmp(ECX, dword(cpu, CpuLayout.APPLICATION));
    a.jcc(Condition.E, done);
    a.xchg(dword(cpu, CpuLayout.APPLICATION), ECX);
    a.test(ECX, ECX);
    a.jcc(Condition.NE, done); // from an application thread to another kind
    a.mov(EAX, 0);
    a.xchg(dword(cpu, CpuLayout.FLUSH_PENDING), EAX);
    a.test(EAX, EAX);
    a.jcc(Condition.E, done);
    a.mov(RAX, CR3);
    a.mov(CR3, RAX);
    a.bind(done);
  }

  /**
   * {@code flush_tlb_all()}. Preemption is off, so that this CPU stays the one to be left out, but
   * interrupts are on while it waits: another CPU's request must not wait for it.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    long cpus = k.at("cpus");
    long end = cpus + (long) k.parameters().cpus() * CpuLayout.SIZE;
    Label ask = a.fresh("ask");
    Label skip = a.fresh("skip");
    Label wait = a.fresh("wait");
    Label answered = a.fresh("answered");
    k.begin("flush_tlb_all", FrameSizes.LOCK, RBX);
    k.loadAddress(EDI, "flush_lock");
    k.call("mutex_lock");
    k.sites().enter(FLUSH_SITE);
    a.mov(RAX, CR3);
    a.mov(CR3, RAX);
    a.mov(EBX, cpus);
    a.bind(ask);
    a.cmp(RBX, CurrentThread.cpu());
    a.jcc(Condition.E, skip);
    a.cmp(qword(RBX, CpuLayout.ONLINE), 0);
    a.jcc(Condition.E, skip);
    a.mov(EAX, 1);
    a.xchg(dword(RBX, CpuLayout.FLUSH_PENDING), EAX);
    a.cmp(dword(RBX, CpuLayout.APPLICATION), 0);
    a.jcc(Condition.E, skip);
    a.mov(EAX, 0);
    a.xchg(dword(RBX, CpuLayout.FLUSH_PENDING), EAX);
    a.test(EAX, EAX);
    a.jcc(Condition.E, skip);
    a.mov(dword(RBX, CpuLayout.FLUSH_REQUESTED), 1);
    k.sites().enter(SEND_SITE);
    LocalApic.send(k, LocalApic.FLUSH_VECTOR, RBX, RAX, ECX);
    k.sites().exit();
    a.bind(skip);
    a.add(RBX, CpuLayout.SIZE);
    a.cmp(RBX, end);
    a.jcc(Condition.B, ask);
    a.mov(EBX, cpus);
    a.bind(wait);
    a.cmp(dword(RBX, CpuLayout.FLUSH_REQUESTED), 0);
    a.jcc(Condition.E, answered);
    a.pause();
    a.jmp(wait);
    a.bind(answered);
    a.add(RBX, CpuLayout.SIZE);
    a.cmp(RBX, end);
    a.jcc(Condition.B, wait);
    k.sites().exit();
    k.loadAddress(EDI, "flush_lock");
    k.call("mutex_unlock");
    k.end();
  }
}
