package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Waiting for memory, and the kernel thread that makes some: it gives up page-cache pages. */
final class Reclaimer {
  /** Pages freed at a time. */
  private static final int BATCH = 32;

  private static final AtomicSite WAIT_SITE =
      new AtomicSite(
          "wait_for_memory",
          "wait_for_memory",
          SiteKind.PREEMPT_LOCK,
          Rule.BOTH_ENABLED,
          "it sleeps, so its callers have both enabled");
  private static final AtomicSite WAKE_SITE =
      new AtomicSite(
          "reclaimer_wake",
          "reclaimer_main",
          SiteKind.PREEMPT_LOCK,
          Rule.KERNEL_THREAD,
          "runs in the reclaimer only");

  private Reclaimer() {}

  static void emit(KernelCode k) {
    waitForMemory(k);
    main(k);
  }

  /**
   * {@code wait_for_memory(RDI generation)}: sleeps until pages have been freed. The caller has
   * found too little in the list when {@code free_generation} was RDI; where it has changed since,
   * returns at once. Out of memory where nothing is left to reclaim, or where the reclaimer itself
   * asks.
   */
  private static void waitForMemory(KernelCode k) {
    Assembler a = k.assembler();
    Label sleep = a.fresh("sleep");
    Label retry = a.fresh("retry");
    k.begin("wait_for_memory", FrameSizes.LOCK, RBX, R12, R13);
    a.mov(R13, RDI);
    a.mov(R12, CurrentThread.self());
    a.cmp(qword(R12, ThreadLayout.INDEX), ThreadLayout.INDEX_RECLAIMER);
    k.panicIf(Condition.E, "panic_out_of_memory");
    k.loadAddress(EBX, "memory_waiters");
    k.sites().enter(WAIT_SITE);
    WaitQueue.lock(a, RBX);
    a.cmp(k.global("page_cache_pages"), 0);
    a.jcc(Condition.NE, sleep);
    a.cmp(R13, k.global("free_generation"));
    k.panicIf(Condition.E, "panic_out_of_memory");
    WaitQueue.unlock(a, RBX);
    a.jmp(retry);
    // First into the queue, then wake the reclaimer: it wakes whoever is queued after each round.
    a.bind(sleep);
    WaitQueue.sleepOn(a, RBX, R12);
    WaitQueue.unlock(a, RBX);
    k.loadAddress(EDI, "reclaim_event");
    k.call("event_wake");
    k.call("thread_wait");
    a.bind(retry);
    k.sites().exit();
    k.end();
  }

  /**
   * The reclaimer thread. The page cache is a run of pages at {@code page_cache_next}, {@code
   * page_cache_pages} long.
   */
  private static void main(KernelCode k) {
    Assembler a = k.assembler();
    Label forever = a.fresh("forever");
    Label wakeNext = a.fresh("wake_next");
    Label nothing = a.fresh("nothing");
    k.begin("reclaimer_main", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.bind(forever);
    k.loadAddress(EDI, "reclaim_event");
    k.call("event_wait");

    k.design().enterFaultLock(k, "page_ranges_lock", PageAllocator.REACH);
    k.loadAddress(EDI, "page_ranges_lock");
    k.call("mutex_lock");
    a.mov(R12, k.global("page_cache_pages"));
    a.mov(RAX, BATCH);
    a.cmp(R12, RAX);
    a.cmovcc(Condition.A, R12, RAX);
    a.test(R12, R12);
    a.jcc(Condition.E, nothing);
    a.mov(RDI, k.global("page_cache_next"));
    a.mov(RSI, R12);
    k.observable("page_cache_taken");
    a.sub(k.global("page_cache_pages"), R12);
    k.call("page_ranges_insert");
    a.shl(R12, 12);
    a.add(k.global("page_cache_next"), R12);
    k.observable("pages_reclaimed");
    a.bind(nothing);
    k.loadAddress(EDI, "page_ranges_lock");
    k.call("mutex_unlock");

    // Wake everybody: those who find nothing come back.
    k.loadAddress(EBX, "memory_waiters");
    a.bind(wakeNext);
    k.sites().enter(WAKE_SITE);
    WaitQueue.lock(a, RBX);
    WaitQueue.pop(a, RBX, R13);
    WaitQueue.unlock(a, RBX);
    k.sites().exit();
    a.test(R13, R13);
    a.jcc(Condition.E, forever);
    a.mov(RDI, R13);
    k.call("thread_wake");
    a.jmp(wakeNext);
    k.endNoReturn();
  }
}
