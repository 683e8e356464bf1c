package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.R10;
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
 * Where a new mapping goes: into the first gap that is large enough, else behind the last mapping.
 * Gaps are used again because page tables are never freed: addresses that only ever grew would leak
 * them. As long as none has been made, the list is not searched.
 */
final class VmaPlacement {
  private VmaPlacement() {}

  /**
   * {@code vma_insert(RDI bytes)}, list locked for writing: RAX is a new entry of the array, in its
   * order, whose start and end are set.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label gap = a.fresh("gap");
    Label place = a.fresh("place");
    k.begin("vma_insert", FrameSizes.SMALL);
    a.mov(R9, k.global("vma_count"));
    a.cmp(R9, k.global("vma_capacity"));
    k.panicIf(Condition.AE, "panic_table_full");
    a.shl(R9, 5);
    a.add(R9, k.at("vmas")); // R9: behind the last entry
    a.mov(R8, k.at("vmas")); // R8: the entry to look at
    a.mov(RDX, MemoryMap.ANONYMOUS); // RDX: end of the one before
    a.cmp(k.global("vma_gaps"), 0);
    a.jcc(Condition.NE, next);
    a.cmp(R8, R9);
    a.jcc(Condition.E, place);
    a.mov(R8, R9);
    a.mov(RDX, qword(R9, VmaLayout.END - VmaLayout.SIZE));
    a.jmp(place);
    a.bind(next);
    a.cmp(R8, R9);
    a.jcc(Condition.E, place);
    a.mov(RAX, qword(R8, VmaLayout.START));
    a.sub(RAX, RDX);
    a.cmp(RAX, RDI);
    a.jcc(Condition.AE, gap);
    a.mov(RDX, qword(R8, VmaLayout.END));
    a.add(R8, VmaLayout.SIZE);
    a.jmp(next);

    // Make room: the entries from here on move up by one, the last one first.
    a.bind(gap);
    a.mov(R10, RDI);
    a.mov(RCX, R9);
    a.sub(RCX, R8);
    a.shr(RCX, 3);
    a.lea(RSI, address(R9, -8));
    a.lea(RDI, address(R9, VmaLayout.SIZE - 8));
    a.emit("std");
    a.rep("movsq");
    a.cld();
    a.mov(RDI, R10);
    a.bind(place);
    a.mov(qword(R8, VmaLayout.START), RDX);
    a.add(RDX, RDI);
    a.mov(qword(R8, VmaLayout.END), RDX);
    a.inc(k.global("vma_count"));
    a.mov(RAX, R8);
    k.end();
  }
}
