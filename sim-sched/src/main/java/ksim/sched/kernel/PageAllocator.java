package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * The page allocator: a pool of single pages on each CPU, used with preemption off, in front of the
 * list of free ranges, which has a sleeping lock. Addresses are those of the linear map.
 */
final class PageAllocator {
  /** Pages that move between a pool and the list at a time. */
  private static final int BATCH = 16;

  /** The reclaimer is woken when fewer pages than this are free. */
  private static final int LOW_WATERMARK = 64;

  /**
   * How far below the stack pointer anything goes while {@code page_ranges_lock} is held: a wake-up
   * in mutex_unlock, whose probe looks one page further. Less than {@link VmaList}'s reach by more
   * than the depth between the two, so that a probe here finds what was probed there.
   */
  static final int REACH = MemoryMap.PAGE + 1024;

  private static final String FAULT_LOCK = "page_ranges_lock";

  private PageAllocator() {}

  private static AtomicSite site(String function) {
    return new AtomicSite(
        function,
        function,
        SiteKind.PREEMPT_LOCK,
        Rule.BOTH_ENABLED,
        "a full or empty pool makes it sleep, so its callers have both enabled");
  }

  static void emit(KernelCode k) {
    allocPage(k);
    freePage(k);
    refill(k);
    allocPages(k);
    freePages(k);
  }

  /** {@code alloc_page()}: RAX is a page with arbitrary contents. May sleep. */
  private static void allocPage(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label empty = a.fresh("empty");
    Label done = a.fresh("done");
    k.begin("alloc_page", FrameSizes.SMALL, RBX);
    a.bind(again);
    a.mov(EBX, 0);
    k.sites().enter(site("alloc_page"));
    a.mov(RAX, CurrentThread.cpu());
    a.mov(RCX, qword(RAX, CpuLayout.POOL_COUNT));
    a.sub(RCX, 1);
    a.jcc(Condition.B, empty);
    k.observable("pool_page_taken");
    a.mov(qword(RAX, CpuLayout.POOL_COUNT), RCX);
    a.mov(RBX, qword(RAX, RCX, 8, CpuLayout.POOL));
    a.bind(empty);
    k.sites().exit();
    a.test(RBX, RBX);
    a.jcc(Condition.NE, done);
    k.call("page_pool_refill");
    a.jmp(again);
    a.bind(done);
    a.mov(RAX, RBX);
    k.end();
  }

  /** {@code free_page(RDI page)}: into the pool, or into the list where the pool is full. */
  private static void freePage(KernelCode k) {
    Assembler a = k.assembler();
    Label full = a.fresh("full");
    Label done = a.fresh("done");
    k.begin("free_page", FrameSizes.SMALL, RBX);
    a.mov(RBX, RDI);
    k.sites().enter(site("free_page"));
    a.mov(RAX, CurrentThread.cpu());
    a.mov(RCX, qword(RAX, CpuLayout.POOL_COUNT));
    a.cmp(RCX, CpuLayout.POOL_CAPACITY);
    a.jcc(Condition.AE, full);
    a.mov(qword(RAX, RCX, 8, CpuLayout.POOL), RBX);
    k.observable("pool_page_put");
    a.inc(qword(RAX, CpuLayout.POOL_COUNT));
    // Whoever found this pool empty before must not take that for the end of memory.
    a.lock("inc", k.global("free_generation"));
    a.mov(EBX, 0);
    a.bind(full);
    k.sites().exit();
    a.test(RBX, RBX);
    a.jcc(Condition.E, done);
    a.mov(RDI, RBX);
    a.mov(RSI, 1);
    k.call("free_pages");
    a.bind(done);
    k.end();
  }

  /**
   * {@code page_pool_refill()}: puts some pages into this CPU's pool. Sleeps until there are any.
   */
  private static void refill(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label wait = a.fresh("wait");
    Label next = a.fresh("next");
    Label stored = a.fresh("stored");
    Label noRest = a.fresh("no_rest");
    Label enough = a.fresh("enough");
    k.begin("page_pool_refill", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.bind(again);
    k.design().enterFaultLock(k, FAULT_LOCK, REACH);
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_lock");
    a.mov(RDI, BATCH);
    k.call("page_ranges_take_up_to");
    a.mov(RBX, RAX);
    a.mov(R12, RDX);
    a.mov(R13, k.global("free_generation"));
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_unlock");
    a.test(R12, R12);
    a.jcc(Condition.E, wait);

    // The thread may be on another CPU's pool than before, or somebody may have filled this one.
    k.sites()
        .enter(
            new AtomicSite(
                "page_pool_refill",
                "page_pool_refill",
                SiteKind.PREEMPT_LOCK,
                Rule.BOTH_ENABLED,
                "it has just taken a sleeping lock"));
    a.mov(RAX, CurrentThread.cpu());
    a.mov(RCX, qword(RAX, CpuLayout.POOL_COUNT));
    a.bind(next);
    a.cmp(RCX, CpuLayout.POOL_CAPACITY);
    a.jcc(Condition.AE, stored);
    a.mov(qword(RAX, RCX, 8, CpuLayout.POOL), RBX);
    a.inc(RCX);
    a.add(RBX, MemoryMap.PAGE);
    a.dec(R12);
    a.jcc(Condition.NE, next);
    a.bind(stored);
    k.observable("pool_pages_put");
    a.mov(qword(RAX, CpuLayout.POOL_COUNT), RCX);
    k.sites().exit();
    a.test(R12, R12);
    a.jcc(Condition.E, noRest);
    a.mov(RDI, RBX);
    a.mov(RSI, R12);
    k.call("free_pages");
    a.bind(noRest);

    // Start reclaiming before the last page is gone.
    a.cmp(k.global("free_pages"), LOW_WATERMARK);
    a.jcc(Condition.AE, enough);
    a.cmp(k.global("page_cache_pages"), 0);
    a.jcc(Condition.E, enough);
    k.loadAddress(EDI, "reclaim_event");
    k.call("event_wake");
    a.bind(enough);
    k.leave();

    a.bind(wait);
    a.mov(RDI, R13);
    k.call("wait_for_memory");
    a.jmp(again);
    k.endNoReturn();
  }

  /** {@code alloc_pages(RDI pages)}: RAX is so many contiguous pages. May sleep. */
  private static void allocPages(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label done = a.fresh("done");
    k.begin("alloc_pages", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.mov(RBX, RDI);
    a.bind(again);
    k.design().enterFaultLock(k, FAULT_LOCK, REACH);
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_lock");
    a.mov(RDI, RBX);
    k.call("page_ranges_take");
    a.mov(R12, RAX);
    a.mov(R13, k.global("free_generation"));
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_unlock");
    a.test(R12, R12);
    a.jcc(Condition.NE, done);
    a.mov(RDI, R13);
    k.call("wait_for_memory");
    a.jmp(again);
    a.bind(done);
    a.mov(RAX, R12);
    k.end();
  }

  /** {@code free_pages(RDI address, RSI pages)}: back into the list. May sleep. */
  private static void freePages(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("free_pages", FrameSizes.ALLOCATOR, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(R12, RSI);
    k.design().enterFaultLock(k, FAULT_LOCK, REACH);
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_lock");
    a.mov(RDI, RBX);
    a.mov(RSI, R12);
    k.call("page_ranges_insert");
    k.loadAddress(EDI, FAULT_LOCK);
    k.call("mutex_unlock");
    k.end();
  }
}
