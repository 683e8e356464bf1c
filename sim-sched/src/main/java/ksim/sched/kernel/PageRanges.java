package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * Free memory as a list of page ranges, sorted by address, each described in its own first page as
 * in OSv: at offset 0 the next range, at 8 its length in pages. Nothing else of free memory is ever
 * touched, so that booting with gigabytes costs as much as booting with megabytes.
 *
 * <p>All functions here want the mutex {@code page_ranges_lock}. Pages are taken from the end of a
 * range, which leaves its description where it is. The head of the list is laid out like a range,
 * so that there is always a range before.
 */
final class PageRanges {
  /** Offset of the length in pages. */
  private static final int PAGES = 8;

  private PageRanges() {}

  static void emit(KernelCode k) {
    take(k);
    takeUpTo(k);
    insert(k);
  }

  /**
   * {@code page_ranges_take(RDI pages)}: RAX is the address of so many contiguous pages, or 0.
   * First fit.
   */
  private static void take(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label fits = a.fresh("fits");
    Label none = a.fresh("none");
    k.begin("page_ranges_take", FrameSizes.SMALL);
    k.loadAddress(EDX, "free_ranges"); // RDX: the range before
    a.bind(next);
    a.mov(RAX, qword(RDX));
    a.test(RAX, RAX);
    a.jcc(Condition.E, none);
    a.mov(RCX, qword(RAX, PAGES));
    a.cmp(RCX, RDI);
    a.jcc(Condition.AE, fits);
    a.mov(RDX, RAX);
    a.jmp(next);
    a.bind(fits);
    cut(k, "page_ranges_taken");
    a.bind(none);
    k.end();
  }

  /**
   * {@code page_ranges_take_up_to(RDI pages)}: RAX is the address and RDX the number of contiguous
   * pages, as many as the first range has to give; RDX is 0 where there are none.
   */
  private static void takeUpTo(KernelCode k) {
    Assembler a = k.assembler();
    Label none = a.fresh("none");
    k.begin("page_ranges_take_up_to", FrameSizes.SMALL);
    k.loadAddress(EDX, "free_ranges");
    a.mov(RAX, qword(RDX));
    a.test(RAX, RAX);
    a.jcc(Condition.E, none);
    a.mov(RCX, qword(RAX, PAGES));
    a.cmp(RDI, RCX);
    a.cmovcc(Condition.A, RDI, RCX);
    cut(k, "page_ranges_taken_up_to");
    a.mov(RDX, RDI);
    k.leave();
    a.bind(none);
    a.mov(EDX, 0);
    k.end();
  }

  /**
   * Cuts RDI pages off the end of the range RAX, of RCX pages, behind the range RDX; RAX becomes
   * their address. RCX, RDX, R8 are lost. Observation point of this name: RDI holds the pages that
   * leave the list with the instruction there.
   */
  private static void cut(KernelCode k, String observation) {
    Assembler a = k.assembler();
    Label used = a.fresh("used_up");
    Label cut = a.fresh("cut");
    k.observable(observation);
    a.sub(k.global("free_pages"), RDI);
    a.sub(RCX, RDI);
    a.jcc(Condition.E, used);
    a.mov(qword(RAX, PAGES), RCX);
    a.shl(RCX, 12);
    a.add(RAX, RCX);
    a.jmp(cut);
    a.bind(used);
    a.mov(R8, qword(RAX));
    a.mov(qword(RDX), R8);
    a.bind(cut);
  }

  /**
   * {@code page_ranges_insert(RDI address, RSI pages)}: joins it with the ranges that it touches.
   */
  private static void insert(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label found = a.fresh("found");
    Label apart = a.fresh("apart");
    Label linked = a.fresh("linked");
    Label done = a.fresh("done");
    k.begin("page_ranges_insert", FrameSizes.SMALL);
    k.observable("page_ranges_inserted");
    a.add(k.global("free_pages"), RSI);
    a.inc(k.global("free_generation"));
    k.loadAddress(EAX, "free_ranges"); // RAX: the range before, RDX: the one behind
    a.bind(next);
    a.mov(RDX, qword(RAX));
    a.test(RDX, RDX);
    a.jcc(Condition.E, found);
    a.cmp(RDX, RDI);
    a.jcc(Condition.A, found);
    a.mov(RAX, RDX);
    a.jmp(next);
    a.bind(found);

    // Does it start where the range before ends? The list's head has length 0 and lies apart.
    a.mov(RCX, qword(RAX, PAGES));
    a.mov(R8, RCX);
    a.shl(R8, 12);
    a.add(R8, RAX);
    a.cmp(R8, RDI);
    a.jcc(Condition.NE, apart);
    a.add(RCX, RSI);
    a.mov(qword(RAX, PAGES), RCX);
    a.jmp(linked);
    a.bind(apart);
    a.mov(qword(RDI), RDX);
    a.mov(qword(RDI, PAGES), RSI);
    a.mov(qword(RAX), RDI);
    a.mov(RAX, RDI);
    a.mov(RCX, RSI);
    a.bind(linked);

    // Does the range, now at RAX and RCX pages long, end where the one behind starts?
    a.test(RDX, RDX);
    a.jcc(Condition.E, done);
    a.mov(R8, RCX);
    a.shl(R8, 12);
    a.lea(R8, address(R8, RAX, 1));
    a.cmp(R8, RDX);
    a.jcc(Condition.NE, done);
    a.add(RCX, qword(RDX, PAGES));
    a.mov(qword(RAX, PAGES), RCX);
    a.mov(R9, qword(RDX));
    a.mov(qword(RAX), R9);
    a.bind(done);
    k.end();
  }
}
