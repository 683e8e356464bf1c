package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CR2;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * Page faults. They are legal only where the thread may sleep: preemption and interrupts enabled.
 * The handler runs on the thread's exception stack with interrupts enabled again, so it can be
 * preempted and can wait for memory.
 */
final class PageFaultHandler {
  private static final long INTERRUPT_FLAG = 0x200;

  /** Bit 0 of the error code: the page was present, so a right was missing. */
  private static final long PROTECTION = 1;

  private PageFaultHandler() {}

  static void emit(KernelCode k) {
    entry(k);
    handle(k);
  }

  /**
   * The entry, on IST1. A second fault in the handler would overwrite this frame; it is found out
   * by the thread's mark and not survived.
   */
  private static void entry(KernelCode k) {
    Assembler a = k.assembler();
    Label atomic = a.fresh("atomic");
    Label nested = a.fresh("nested");
    Label served = a.fresh("served");
    k.beginBare("page_fault");
    InterruptFrame.save(a);
    a.mov(RDI, CR2); // before interrupts are enabled: the next fault overwrites it
    if (StackReserve.used(k)) {
      StackReserve.serve(k, served);
    }
    a.mov(RSI, RSP);
    a.cmp(CurrentThread.preemptCounter(), 0);
    a.jcc(Condition.NE, atomic);
    a.test(dword(RSP, InterruptFrame.RFLAGS), INTERRUPT_FLAG);
    a.jcc(Condition.E, atomic);
    a.cmp(qword(FS, ThreadLayout.IN_FAULT), 0);
    a.jcc(Condition.NE, nested);
    a.mov(qword(FS, ThreadLayout.IN_FAULT), 1);
    a.sti();
    k.call("handle_page_fault");
    a.cli();
    a.mov(qword(FS, ThreadLayout.IN_FAULT), 0);
    a.bind(served);
    k.observable("fault_return");
    InterruptFrame.restoreAndReturn(a);
    a.bind(atomic);
    k.jump("fault_in_atomic_context");
    a.bind(nested);
    k.jump("nested_fault");
    k.endBare();
  }

  /** {@code handle_page_fault(RDI address, RSI interrupt frame)}. */
  private static void handle(KernelCode k) {
    Assembler a = k.assembler();
    Label badUnlocked = a.fresh("bad_unlocked");
    Label bad = a.fresh("bad");
    Label overflow = a.fresh("overflow");
    Label next = a.fresh("next");
    Label done = a.fresh("done");
    k.begin("handle_page_fault", FrameSizes.PAGE_FAULT, RBX, R12, R13, R14);
    a.mov(RBX, RDI);
    a.mov(R14, RSI);
    a.test(dword(RSI, InterruptFrame.ERROR), PROTECTION);
    a.jcc(Condition.NE, badUnlocked);
    k.loadAddress(EDI, "vma_lock");
    k.call("rwlock_read_lock");
    a.mov(RDI, RBX);
    k.call("vma_find");
    a.test(RAX, RAX);
    a.jcc(Condition.E, bad);
    a.mov(R12, RAX);
    a.cmp(RBX, qword(R12, VmaLayout.GUARD_END));
    a.jcc(Condition.B, overflow);

    // How many pages: the one that is missing, and on a stack those below it that the design asks
    // for. All of them lie in this mapping, which stays while its lock is held.
    a.mov(R13, 1);
    if (k.design().faultAroundPages() > 0) {
      Label notStack = a.fresh("not_stack");
      a.test(qword(R12, VmaLayout.FLAGS), VmaLayout.FLAG_STACK);
      a.jcc(Condition.E, notStack);
      a.mov(R13, 1L + k.design().faultAroundPages());
      a.bind(notStack);
    }
    a.and(RBX, -MemoryMap.PAGE);
    a.bind(next);
    a.mov(RDI, RBX);
    k.call("map_new_page");
    a.dec(R13);
    a.jcc(Condition.E, done);
    a.sub(RBX, MemoryMap.PAGE);
    a.cmp(RBX, qword(R12, VmaLayout.GUARD_END));
    a.jcc(Condition.AE, next);
    a.bind(done);
    k.loadAddress(EDI, "vma_lock");
    k.call("rwlock_read_unlock");
    k.leave();

    a.bind(overflow);
    a.mov(RDI, RBX);
    a.mov(RSI, R14);
    k.jump("stack_overflow");
    a.bind(bad);
    a.bind(badUnlocked);
    a.mov(RDI, RBX);
    a.mov(RSI, R14);
    k.jump("bad_access");
    k.endNoReturn();
  }
}
