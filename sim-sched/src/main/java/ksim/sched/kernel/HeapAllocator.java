package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * malloc and free: objects of 16 to 1024 bytes from pages of equal objects, larger ones as page
 * ranges.
 *
 * <p>Each CPU has two magazines a size class, lists of free objects, used with preemption off: the
 * one in use and the one before (Bonwick and Adams, Magazines and Vmem, USENIX 2001). Where the one
 * in use runs empty or full the two change places; where that does not help, the one before moves
 * to the depot as one batch, or is replaced by a batch from there, under a spinlock. So a thread
 * that allocates and frees in turn does not go to the depot each time. The first 16 bytes of a page
 * say what is in it, so that free can tell from a pointer.
 */
final class HeapAllocator {
  /** Number of size classes: 16, 32, ... 1024 bytes. */
  static final int CLASSES = 7;

  private static final int SMALLEST_SHIFT = 4;
  private static final int LARGEST = 16 << (CLASSES - 1);

  /** Bytes at the start of a page (or of a large object's first page) that describe it. */
  private static final int HEADER = 64;

  /** In place of a size class: a large object, whose pages are counted at offset 8. */
  private static final long LARGE = 255;

  /**
   * Objects in a full magazine. The count is exact only for magazines that were filled by free: a
   * batch from the depot counts as full, whatever its length.
   */
  private static final long MAGAZINE = 64;

  /** Bytes of a window of the micro-operation cache, since Sandy Bridge. */
  private static final int BRANCH_BORDER = 32;

  /** Offset of the magazine before from the one in use. */
  private static final int BEFORE = 16;

  private HeapAllocator() {}

  static void emit(KernelCode k) {
    // Blocks of code end with their page, and branches at the borders of the micro-operation
    // cache's
    // windows are slow: where that happens must not tell apart designs with the same code here,
    // since malloc and free are what they are measured by.
    k.assembler().align(MemoryMap.PAGE);
    k.assembler().keepBranchesWithin(BRANCH_BORDER);
    malloc(k);
    carve(k);
    k.assembler().align(2 * BRANCH_BORDER);
    free(k);
    k.assembler().keepBranchesAnywhere();
  }

  private static AtomicSite site(String name, String function, Rule rule, String reason) {
    return new AtomicSite(name, function, SiteKind.PREEMPT_LOCK, rule, reason);
  }

  /** {@code malloc(RDI bytes)}: RAX is the object, aligned to 16. May sleep. */
  private static void malloc(KernelCode k) {
    Assembler a = k.assembler();
    Label large = a.fresh("large");
    Label again = a.fresh("again");
    Label depot = a.fresh("depot");
    Label loaded = a.fresh("loaded");
    Label depotEmpty = a.fresh("depot_empty");
    Label out = a.fresh("out");
    Label done = a.fresh("done");
    k.begin("malloc", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.cmp(RDI, LARGEST);
    a.jcc(Condition.A, large);
    // Size class: 0 up to 16 bytes, 1 up to 32, ... from the highest bit of size - 1.
    a.mov(EAX, 1 << SMALLEST_SHIFT);
    a.cmp(RDI, RAX);
    a.cmovcc(Condition.B, RDI, RAX);
    a.dec(RDI);
    a.bsr(R12, RDI);
    a.sub(R12, SMALLEST_SHIFT - 1);

    a.bind(again);
    a.mov(EBX, 0);
    k.sites()
        .enter(
            site(
                "malloc",
                "malloc",
                Rule.BOTH_ENABLED,
                "it sleeps where nothing is free, so its callers have both enabled"));
    magazine(a);
    a.mov(RBX, qword(R13));
    a.test(RBX, RBX);
    a.jcc(Condition.NE, loaded);
    a.mov(RBX, qword(R13, BEFORE));
    a.test(RBX, RBX);
    a.jcc(Condition.E, depot);
    a.mov(RCX, qword(R13, BEFORE + 8));
    a.mov(qword(R13, 8), RCX);
    a.mov(qword(R13, BEFORE), 0);
    a.mov(qword(R13, BEFORE + 8), 0);
    a.bind(loaded);
    a.mov(RCX, qword(RBX));
    a.mov(qword(R13), RCX);
    a.dec(qword(R13, 8));
    a.jmp(out);
    a.bind(depot);
    depot(k);
    Spinlock.lock(a, Memory.dword(RDX));
    a.mov(RBX, qword(RDX, 8));
    a.test(RBX, RBX);
    a.jcc(Condition.E, depotEmpty);
    a.mov(RCX, qword(RBX, 8)); // the next batch
    a.mov(qword(RDX, 8), RCX);
    a.mov(RCX, qword(RBX)); // all but the first object are the new magazine
    a.mov(qword(R13), RCX);
    a.mov(qword(R13, 8), MAGAZINE - 1);
    a.bind(depotEmpty);
    Spinlock.unlock(a, Memory.dword(RDX));
    a.bind(out);
    k.sites().exit();
    a.test(RBX, RBX);
    a.jcc(Condition.NE, done);

    // Nothing free: make a page of objects a batch in the depot, and try again.
    k.call("alloc_page");
    k.observable("heap_page_taken");
    a.mov(RDI, RAX);
    a.mov(RSI, R12);
    k.call("heap_carve");
    a.mov(RBX, RAX);
    k.sites()
        .enter(site("heap_refill", "malloc", Rule.BOTH_ENABLED, "it has just allocated a page"));
    toDepot(k);
    k.sites().exit();
    a.jmp(again);

    a.bind(large);
    a.lea(R12, address(RDI, HEADER + MemoryMap.PAGE - 1));
    a.shr(R12, 12);
    a.mov(RDI, R12);
    k.call("alloc_pages");
    k.observable("heap_pages_taken");
    a.mov(qword(RAX), LARGE);
    a.mov(qword(RAX, 8), R12);
    a.lea(RBX, address(RAX, HEADER));
    a.bind(done);
    a.mov(RAX, RBX);
    k.end();
  }

  /** The magazine of size class R12 on this CPU into R13; RAX and RCX are lost. */
  private static void magazine(Assembler a) {
    a.mov(RAX, CurrentThread.cpu());
    a.imul(RCX, R12, CpuLayout.MAGAZINES_STRIDE);
    a.lea(R13, address(RAX, RCX, 1, CpuLayout.MAGAZINES));
  }

  /** The depot of size class R12 into RDX: a spinlock, and at offset 8 the first batch. */
  private static void depot(KernelCode k) {
    Assembler a = k.assembler();
    a.mov(RDX, R12);
    a.shl(RDX, 4);
    a.add(RDX, k.at("heap_depot"));
  }

  /** Puts the batch RBX of size class R12 into the depot; RAX, RCX and RDX are lost. */
  private static void toDepot(KernelCode k) {
    Assembler a = k.assembler();
    depot(k);
    Spinlock.lock(a, Memory.dword(RDX));
    a.mov(RCX, qword(RDX, 8));
    a.mov(qword(RBX, 8), RCX);
    a.mov(qword(RDX, 8), RBX);
    Spinlock.unlock(a, Memory.dword(RDX));
  }

  /** {@code heap_carve(RDI page, RSI size class)}: RAX is the first of its objects, chained. */
  private static void carve(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label last = a.fresh("last");
    k.begin("heap_carve", FrameSizes.SMALL);
    a.mov(qword(RDI), RSI);
    a.mov(RCX, RSI);
    a.mov(EDX, 1 << SMALLEST_SHIFT);
    a.shl(RDX, CL);
    a.lea(RAX, address(RDI, HEADER));
    a.lea(R9, address(RDI, MemoryMap.PAGE)); // the last object ends here or before
    a.mov(R8, RAX);
    a.bind(next);
    a.lea(RCX, address(R8, RDX, 2)); // end of the object behind this one
    a.cmp(RCX, R9);
    a.jcc(Condition.A, last);
    a.sub(RCX, RDX);
    a.mov(qword(R8), RCX);
    a.mov(R8, RCX);
    a.jmp(next);
    a.bind(last);
    a.mov(qword(R8), 0);
    k.end();
  }

  /** {@code free(RDI object)}: null is allowed. Sleeps for large objects only. */
  private static void free(KernelCode k) {
    Assembler a = k.assembler();
    Label large = a.fresh("large");
    Label room = a.fresh("room");
    Label turn = a.fresh("turn");
    Label done = a.fresh("done");
    k.begin("free", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.test(RDI, RDI);
    a.jcc(Condition.E, done);
    a.mov(RBX, RDI);
    a.mov(RAX, RDI);
    a.and(RAX, -MemoryMap.PAGE);
    a.mov(R12, qword(RAX));
    a.cmp(R12, LARGE);
    a.jcc(Condition.E, large);
    k.sites()
        .enter(
            site(
                "free",
                "free",
                Rule.BOTH_ENABLED,
                "its callers have both enabled, as OSv asserts"));
    magazine(a);
    a.cmp(qword(R13, 8), MAGAZINE);
    a.jcc(Condition.B, room);
    // Full: it becomes the one before, which goes to the depot if there is one.
    a.cmp(qword(R13, BEFORE), 0);
    a.jcc(Condition.E, turn);
    a.mov(KernelCode.local(32), RBX);
    a.mov(RBX, qword(R13, BEFORE));
    toDepot(k);
    a.mov(RBX, KernelCode.local(32));
    a.bind(turn);
    a.mov(RCX, qword(R13));
    a.mov(qword(R13, BEFORE), RCX);
    a.mov(RCX, qword(R13, 8));
    a.mov(qword(R13, BEFORE + 8), RCX);
    a.mov(ECX, 0);
    a.mov(qword(R13), RCX);
    a.mov(qword(R13, 8), RCX);
    a.bind(room);
    a.mov(RCX, qword(R13));
    a.mov(qword(RBX), RCX);
    a.mov(qword(R13), RBX);
    a.inc(qword(R13, 8));
    k.sites().exit();
    a.bind(done);
    k.leave();
    a.bind(large);
    a.mov(RDI, RAX);
    a.mov(RSI, qword(RAX, 8));
    k.observable("heap_pages_released");
    k.call("free_pages");
    k.end();
  }
}
