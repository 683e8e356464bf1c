package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CL;
import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * Page tables of the one address space. Entries are set by compare-and-swap, so that faults on
 * several CPUs, which share the VMA list's lock, can race for the same page or the same table: one
 * wins, the others give their page back.
 */
final class PageTables {
  private static final int LEVEL_BITS = 9;
  private static final int PAGE_SHIFT = 12;
  private static final int TOP_SHIFT = 39;

  /** Present, writable, user: a table, leaving the decision to the entry below. */
  private static final long TABLE_FLAGS = 0b111;

  /**
   * Present, writable, not executable: a page of an anonymous mapping. The CPU sets the accessed
   * and dirty bits, which tell a page that was used from one that was only populated or probed.
   */
  private static final long PAGE_FLAGS = 1L << 63 | 0b11;

  /** Bits of an entry that hold a physical address (SDM vol. 3, table 4-15 and following). */
  private static final long ADDRESS_MASK = 0x000f_ffff_ffff_f000L;

  private PageTables() {}

  static void emit(KernelCode k) {
    slot(k);
    mapNewPage(k);
    hidePage(k);
    releasePage(k);
  }

  /**
   * {@code page_table_slot(RDI address)}: RAX is where its page's entry stands, in the linear map.
   */
  private static void slot(KernelCode k) {
    Assembler a = k.assembler();
    Label level = a.fresh("level");
    Label present = a.fresh("present");
    Label installed = a.fresh("installed");
    Label lost = a.fresh("lost");
    Label done = a.fresh("done");
    k.begin("page_table_slot", FrameSizes.ALLOCATOR, RBX, R12, R13, R14, R15);
    a.mov(RBX, RDI);
    a.mov(RAX, CR3);
    tableAddress(a, R12);
    a.mov(R13, TOP_SHIFT);
    a.bind(level);
    a.mov(RCX, R13);
    a.mov(RAX, RBX);
    a.shr(RAX, CL);
    a.and(EAX, (1 << LEVEL_BITS) - 1);
    a.lea(R14, address(R12, RAX, 8));
    a.cmp(R13, PAGE_SHIFT);
    a.jcc(Condition.E, done);
    a.mov(RAX, qword(R14));
    a.test(RAX, 1);
    a.jcc(Condition.NE, present);

    // No table here yet: put a zeroed page in its place, unless somebody else has meanwhile.
    k.call("alloc_page");
    a.mov(R15, RAX);
    zeroPage(a, RAX);
    physical(a, RCX, R15);
    a.or(RCX, TABLE_FLAGS);
    a.mov(EAX, 0);
    a.lock("cmpxchg", qword(R14), RCX);
    a.jcc(Condition.NE, lost);
    k.observable("page_table_mapped");
    a.jmp(installed);
    a.bind(lost);
    a.mov(RDI, R15);
    k.call("free_page");
    a.bind(installed);
    a.mov(RAX, qword(R14));
    a.bind(present);
    tableAddress(a, R12);
    a.sub(R13, LEVEL_BITS);
    a.jmp(level);
    a.bind(done);
    a.mov(RAX, R14);
    k.end();
  }

  /**
   * {@code map_new_page(RDI page address)}: maps a zeroed page unless one is there already. RAX is
   * 1 where it did. May sleep for memory. Observation point {@code page_mapped}: RBX holds the
   * address that has been mapped, R13 the page in the linear map.
   */
  private static void mapNewPage(KernelCode k) {
    Assembler a = k.assembler();
    Label lost = a.fresh("lost");
    Label there = a.fresh("there");
    k.begin("map_new_page", FrameSizes.ALLOCATOR, RBX, R12, R13);
    a.mov(RBX, RDI);
    k.call("page_table_slot");
    a.mov(R12, RAX);
    a.cmp(qword(R12), 0);
    a.jcc(Condition.NE, there);
    k.call("alloc_page");
    a.mov(R13, RAX);
    zeroPage(a, RAX);
    install(a, R12, R13);
    a.jcc(Condition.NE, lost);
    k.observable("page_mapped");
    a.mov(EAX, 1);
    k.leave();
    a.bind(lost);
    a.mov(RDI, R13);
    k.call("free_page");
    a.bind(there);
    a.mov(EAX, 0);
    k.end();
  }

  /**
   * Puts {@code page} into the empty entry at {@code slot}; the zero flag says whether it was
   * empty. RAX and RCX are lost.
   */
  static void install(Assembler a, RegisterOperand slot, RegisterOperand page) {
    physical(a, RCX, page);
    a.mov(RAX, PAGE_FLAGS);
    a.or(RCX, RAX);
    a.mov(EAX, 0);
    a.lock("cmpxchg", qword(slot), RCX);
  }

  /**
   * {@code hide_page(RDI page address)}: takes the present bit from its entry, if it has one, and
   * this CPU's translation.
   */
  private static void hidePage(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("hide_page", FrameSizes.SMALL, RBX);
    a.mov(RBX, RDI);
    k.call("page_table_slot");
    a.and(qword(RAX), -2);
    a.invlpg(address(RBX));
    k.end();
  }

  /**
   * {@code release_page(RDI page address)}: clears a hidden entry and frees its page, if there is
   * one; no CPU may have a translation of it any more. Observation point {@code page_unmapped}: RBX
   * holds the address.
   */
  private static void releasePage(KernelCode k) {
    Assembler a = k.assembler();
    Label nothing = a.fresh("nothing");
    k.begin("release_page", FrameSizes.SMALL, RBX);
    a.mov(RBX, RDI);
    k.call("page_table_slot");
    a.mov(RCX, RAX);
    a.mov(EAX, 0);
    a.xchg(qword(RCX), RAX);
    a.test(RAX, RAX);
    a.jcc(Condition.E, nothing);
    k.observable("page_unmapped");
    tableAddress(a, RDI);
    k.call("free_page");
    a.bind(nothing);
    k.end();
  }

  /** From an entry or CR3 in RAX to the linear address of the page it points to; RCX is lost. */
  private static void tableAddress(Assembler a, RegisterOperand target) {
    a.mov(RCX, ADDRESS_MASK);
    a.and(RAX, RCX);
    a.mov(RCX, MemoryMap.LINEAR_MAP);
    a.add(RAX, RCX);
    if (!target.equals(RAX)) {
      a.mov(target, RAX);
    }
  }

  /** The physical address of a page in the linear map. */
  private static void physical(Assembler a, RegisterOperand target, RegisterOperand linear) {
    a.mov(target, MemoryMap.LINEAR_MAP);
    a.neg(target);
    a.add(target, linear);
  }

  /** Zeroes the page at {@code page}; RAX, RCX and RDI are lost. */
  static void zeroPage(Assembler a, RegisterOperand page) {
    a.mov(RDI, page);
    a.mov(ECX, MemoryMap.PAGE / 8);
    a.mov(EAX, 0);
    a.rep("stosq");
  }
}
