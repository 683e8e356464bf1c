package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.ESI;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * Anonymous mappings: a sorted array of {@link VmaLayout} entries under the sleeping read-write
 * lock {@code vma_lock}. The page-fault handler reads it, so whoever holds it for writing must not
 * touch a missing stack page: hence the design's hook before it is taken.
 */
final class VmaList {
  private static final String LOCK = "vma_lock";

  /** Two pages, as in OSv: populating allocates pages and page tables below here. */
  private static final int REACH = 2 * MemoryMap.PAGE;

  private VmaList() {}

  static void emit(KernelCode k) {
    find(k);
    VmaPlacement.emit(k);
    map(k);
    unmap(k);
    lock(k);
  }

  /**
   * {@code mappings_lock()} and {@code mappings_unlock()}: for paths that change mappings over more
   * than one call, as mprotect and msync do.
   */
  private static void lock(KernelCode k) {
    k.begin("mappings_lock", FrameSizes.SMALL);
    k.design().enterFaultLock(k, LOCK, REACH);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_lock");
    k.end();
    k.begin("mappings_unlock", FrameSizes.SMALL);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_unlock");
    k.end();
  }

  /** {@code vma_find(RDI address)}, list locked: RAX is the entry that covers the address, or 0. */
  private static void find(KernelCode k) {
    Assembler a = k.assembler();
    Label halve = a.fresh("halve");
    Label below = a.fresh("below");
    Label found = a.fresh("found");
    Label none = a.fresh("none");
    k.begin("vma_find", FrameSizes.SMALL);
    a.mov(ECX, 0);
    a.mov(RDX, k.global("vma_count"));
    a.bind(halve); // the entry, if there is one, has an index of RCX to RDX - 1
    a.cmp(RCX, RDX);
    a.jcc(Condition.AE, none);
    a.lea(R8, address(RCX, RDX, 1));
    a.shr(R8, 1);
    a.mov(RAX, R8);
    a.shl(RAX, 5);
    a.add(RAX, k.at("vmas"));
    a.cmp(RDI, qword(RAX, VmaLayout.START));
    a.jcc(Condition.B, below);
    a.cmp(RDI, qword(RAX, VmaLayout.END));
    a.jcc(Condition.B, found);
    a.lea(RCX, address(R8, 1));
    a.jmp(halve);
    a.bind(below);
    a.mov(RDX, R8);
    a.jmp(halve);
    a.bind(none);
    a.mov(EAX, 0);
    a.bind(found);
    k.end();
  }

  /**
   * {@code mmap(RDI bytes, RSI guard bytes, RDX flags)}: RAX is the first accessible address; the
   * guard area lies below it. Populates under the lock, as OSv does. Observation point {@code
   * stack_mapped}: RAX holds the result, RBX the number of accessible bytes.
   */
  private static void map(KernelCode k) {
    Assembler a = k.assembler();
    Label populated = a.fresh("populated");
    Label next = a.fresh("next");
    k.begin("mmap", FrameSizes.MMAP, RBX, R12, R13, R14);
    a.lea(RBX, address(RDI, MemoryMap.PAGE - 1));
    a.and(RBX, -MemoryMap.PAGE);
    a.lea(R12, address(RSI, MemoryMap.PAGE - 1));
    a.and(R12, -MemoryMap.PAGE);
    a.mov(R13, RDX);
    k.design().enterFaultLock(k, LOCK, REACH);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_lock");

    a.lea(RDI, address(RBX, R12, 1));
    k.call("vma_insert");
    a.mov(R14, qword(RAX, VmaLayout.START));
    a.add(R14, R12);
    a.mov(qword(RAX, VmaLayout.GUARD_END), R14);
    a.mov(qword(RAX, VmaLayout.FLAGS), R13);

    // Each page there and then, if so asked. R12 runs over the addresses.
    a.test(R13, VmaLayout.FLAG_POPULATE);
    a.jcc(Condition.E, populated);
    a.mov(R12, R14);
    a.bind(next);
    a.lea(RAX, address(R14, RBX, 1));
    a.cmp(R12, RAX);
    a.jcc(Condition.AE, populated);
    a.mov(RDI, R12);
    k.call("map_new_page");
    a.add(R12, MemoryMap.PAGE);
    a.jmp(next);
    a.bind(populated);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_unlock");
    a.mov(RAX, R14);
    k.observable("stack_mapped");
    k.end();
  }

  /**
   * {@code munmap(RDI first accessible address)}: takes a whole mapping away; RAX is 1, or 0 where
   * there is none. In two passes: entries lose their present bit, all CPUs forget their
   * translations, and only then pages go back to the allocator.
   */
  private static void unmap(KernelCode k) {
    Assembler a = k.assembler();
    Label none = a.fresh("none");
    Label hide = a.fresh("hide");
    Label hidden = a.fresh("hidden");
    Label free = a.fresh("free");
    Label freed = a.fresh("freed");
    Label leave = a.fresh("leave");
    Label last = a.fresh("last");
    k.begin("munmap", FrameSizes.MMAP, RBX, R12, R13, R14);
    a.mov(RBX, RDI);
    k.design().enterFaultLock(k, LOCK, REACH);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_lock");
    a.mov(RDI, RBX);
    k.call("vma_find");
    a.test(RAX, RAX);
    a.jcc(Condition.E, none);
    a.mov(R12, RAX);
    a.mov(RBX, qword(R12, VmaLayout.GUARD_END));
    a.mov(R13, qword(R12, VmaLayout.END));
    a.mov(R14, RBX);
    a.bind(hide);
    a.cmp(R14, R13);
    a.jcc(Condition.AE, hidden);
    a.mov(RDI, R14);
    k.call("hide_page");
    a.add(R14, MemoryMap.PAGE);
    a.jmp(hide);
    a.bind(hidden);
    k.call("flush_tlb_all");
    a.mov(R14, RBX);
    a.bind(free);
    a.cmp(R14, R13);
    a.jcc(Condition.AE, freed);
    a.mov(RDI, R14);
    k.call("release_page");
    a.add(R14, MemoryMap.PAGE);
    a.jmp(free);
    a.bind(freed);

    // Close the gap in the array. The last mapping leaves none in the address space.
    a.mov(RDI, R12);
    a.lea(RSI, address(R12, VmaLayout.SIZE));
    a.mov(RCX, k.global("vma_count"));
    a.shl(RCX, 5);
    a.add(RCX, k.at("vmas"));
    a.sub(RCX, RSI);
    a.jcc(Condition.E, last);
    a.mov(k.global("vma_gaps"), 1);
    a.bind(last);
    a.shr(RCX, 3);
    a.rep("movsq");
    a.dec(k.global("vma_count"));
    a.mov(ESI, 1);
    a.jmp(leave);
    a.bind(none);
    a.mov(ESI, 0);
    a.bind(leave);
    a.mov(RBX, RSI);
    k.loadAddress(EDI, LOCK);
    k.call("rwlock_write_unlock");
    a.mov(RAX, RBX);
    k.end();
  }
}
