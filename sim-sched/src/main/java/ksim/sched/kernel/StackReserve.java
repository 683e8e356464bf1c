package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.EBX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;
import ksim.sched.stack.StackFaults;

/**
 * Stack faults that must not sleep: each CPU keeps some zeroed pages, and the fault's entry code
 * maps one of them with interrupts off and no lock taken. Only in kernels whose design says so.
 *
 * <p>The reserve is filled up by the fault itself where it may sleep, and by each new thread. Where
 * a fault may not sleep, from the CPU's pool as soon as preemption and interrupts are enabled
 * again: the fault asks for a reschedule, for the end of a section without preemption, and sends
 * its own CPU an interrupt, for the end of one without interrupts. Whoever changes the pool has
 * preemption off, so with preemption on and interrupts off the pool may be used here.
 */
final class StackReserve {
  private static final long INTERRUPT_FLAG = 0x200;
  private static final long PROTECTION = 1;

  /** Pages in each CPU's pool before the first thread starts. */
  private static final int POOLED_AT_BOOT = 16;

  /** One page of last-level page table serves so many bytes. */
  private static final long TABLE_BYTES = 2 << 20;

  private static final AtomicSite REFILL_SITE =
      new AtomicSite(
          "stack_reserve_refill",
          "stack_reserve_refill",
          SiteKind.IRQ_DISABLE,
          Rule.BOTH_ENABLED,
          "a fault that may sleep and a thread at its start have both enabled");

  private StackReserve() {}

  static boolean used(KernelCode k) {
    return k.design().stackFaults() == StackFaults.FROM_RESERVE;
  }

  static void emit(KernelCode k) {
    if (used(k)) {
      take(k);
      topUp(k);
      refill(k);
      fillAll(k);
      prepareTables(k);
    }
  }

  /**
   * Part of the page fault's entry: RDI holds the address, RSP the interrupt frame. Goes to {@code
   * served} where the fault is on the thread's own stack and the reserve had a page, falls through
   * with RDI and RSP unchanged where the common path must handle it.
   */
  static void serve(KernelCode k, Label served) {
    Assembler a = k.assembler();
    Label common = a.fresh("not_own_stack");
    Label later = a.fresh("refill_later");
    Label empty = a.fresh("reserve_empty");
    Label exhausted = a.fresh("reserve_exhausted");
    a.cmp(RDI, qword(FS, ThreadLayout.STACK_LOW));
    a.jcc(Condition.B, common);
    a.cmp(RDI, qword(FS, ThreadLayout.STACK_HIGH));
    a.jcc(Condition.AE, common);
    a.cmp(qword(FS, ThreadLayout.STACK_LAZY), 0);
    a.jcc(Condition.E, common);
    a.test(dword(RSP, InterruptFrame.ERROR), PROTECTION);
    a.jcc(Condition.NE, common);
    a.mov(R12, RDI);
    k.call("stack_fault_from_reserve");
    a.test(EAX, EAX);
    a.jcc(Condition.E, empty);
    a.cmp(CurrentThread.preemptCounter(), 0);
    a.jcc(Condition.NE, later);
    a.test(dword(RSP, InterruptFrame.RFLAGS), INTERRUPT_FLAG);
    a.jcc(Condition.E, later);
    a.mov(qword(FS, ThreadLayout.IN_FAULT), 1);
    a.sti();
    k.call("stack_reserve_refill");
    a.cli();
    a.mov(qword(FS, ThreadLayout.IN_FAULT), 0);
    a.jmp(served);
    a.bind(later);
    a.mov(CurrentThread.needResched(), 1);
    a.mov(RBX, CurrentThread.cpu());
    LocalApic.send(k, LocalApic.RESCHEDULE_VECTOR, RBX, RAX, ECX);
    a.jmp(served);

    // Where it may sleep the common path finds a page; elsewhere this is the end.
    a.bind(empty);
    a.mov(RDI, R12);
    a.cmp(CurrentThread.preemptCounter(), 0);
    a.jcc(Condition.NE, exhausted);
    a.test(dword(RSP, InterruptFrame.RFLAGS), INTERRUPT_FLAG);
    a.jcc(Condition.NE, common);
    a.bind(exhausted);
    a.mov(RSI, RSP);
    k.jump("stack_reserve_exhausted");
    a.bind(common);
  }

  /**
   * {@code stack_fault_from_reserve(RDI address)}, interrupts off: EAX is 1 where the page is there
   * now, 0 where the reserve is empty. Pages below that the design asks for are mapped as well, as
   * far as the reserve and the stack go. Observation points {@code reserve_page_taken}; {@code
   * reserve_page_mapped}: RBX holds the page's address; {@code reserve_page_returned}.
   */
  private static void take(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label below = a.fresh("below");
    Label lost = a.fresh("lost");
    Label done = a.fresh("done");
    long wanted = 1L + k.design().faultAroundPages();
    k.begin("stack_fault_from_reserve", FrameSizes.SMALL, RBX, R12, R13, R14);
    a.mov(RBX, RDI);
    a.and(RBX, -MemoryMap.PAGE);
    a.mov(R12, CurrentThread.cpu());
    a.mov(R14, wanted);
    a.bind(next);
    a.mov(RDI, RBX);
    k.call("page_table_slot"); // the tables were made when the stack was mapped
    a.mov(RDX, RAX);
    a.cmp(qword(RDX), 0);
    a.jcc(Condition.NE, below);
    a.mov(RAX, qword(R12, CpuLayout.RESERVE_COUNT));
    a.sub(RAX, 1);
    a.jcc(Condition.B, done);
    k.observable("reserve_page_taken");
    a.mov(qword(R12, CpuLayout.RESERVE_COUNT), RAX);
    a.mov(R13, qword(R12, RAX, 8, CpuLayout.RESERVE));
    PageTables.install(a, RDX, R13);
    a.jcc(Condition.NE, lost);
    k.observable("reserve_page_mapped");
    a.jmp(below);
    a.bind(lost);
    a.mov(RAX, qword(R12, CpuLayout.RESERVE_COUNT));
    a.mov(qword(R12, RAX, 8, CpuLayout.RESERVE), R13);
    k.observable("reserve_page_returned");
    a.inc(qword(R12, CpuLayout.RESERVE_COUNT));
    a.bind(below);
    a.dec(R14);
    a.jcc(Condition.E, done);
    a.sub(RBX, MemoryMap.PAGE);
    a.cmp(RBX, qword(FS, ThreadLayout.STACK_LOW));
    a.jcc(Condition.AE, next);
    a.bind(done);
    a.mov(EAX, 0);
    a.cmp(R14, wanted);
    a.setcc(Condition.NE, AL); // the page that faulted is the first one
    k.end();
  }

  /**
   * {@code stack_reserve_top_up()}, interrupts off and the pool not in use: from the pool, as far
   * as that goes, without sleeping.
   */
  private static void topUp(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label done = a.fresh("done");
    k.begin("stack_reserve_top_up", FrameSizes.SMALL, RBX, R12);
    a.mov(RBX, CurrentThread.cpu());
    a.bind(next);
    a.mov(RCX, qword(RBX, CpuLayout.POOL_COUNT)); // first: fill_all fills reserve, then pool
    a.cmp(qword(RBX, CpuLayout.RESERVE_COUNT), k.design().reservePages());
    a.jcc(Condition.AE, done);
    a.sub(RCX, 1);
    a.jcc(Condition.B, done);
    k.observable("pool_page_taken_for_reserve");
    a.mov(qword(RBX, CpuLayout.POOL_COUNT), RCX);
    a.mov(R12, qword(RBX, RCX, 8, CpuLayout.POOL));
    PageTables.zeroPage(a, R12);
    put(k, RBX, R12, "reserve_topped_up");
    a.jmp(next);
    a.bind(done);
    k.end();
  }

  /** {@code stack_reserve_refill()}: fills this CPU's reserve up. May sleep. */
  private static void refill(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label full = a.fresh("full");
    Label done = a.fresh("done");
    k.begin("stack_reserve_refill", FrameSizes.ALLOCATOR, RBX, R12);
    a.bind(next);
    a.mov(RAX, CurrentThread.cpu());
    a.cmp(qword(RAX, CpuLayout.RESERVE_COUNT), k.design().reservePages());
    a.jcc(Condition.AE, done);
    k.call("alloc_page");
    a.mov(R12, RAX);
    PageTables.zeroPage(a, RAX);
    // An interrupt may have topped it up meanwhile.
    k.sites().enter(REFILL_SITE);
    a.mov(RBX, CurrentThread.cpu());
    a.cmp(qword(RBX, CpuLayout.RESERVE_COUNT), k.design().reservePages());
    a.jcc(Condition.AE, full);
    put(k, RBX, R12, "reserve_refilled");
    a.mov(R12, 0);
    a.bind(full);
    k.sites().exit();
    a.test(R12, R12);
    a.jcc(Condition.E, next);
    a.mov(RDI, R12);
    k.call("free_page");
    a.bind(done);
    k.end();
  }

  /**
   * {@code stack_reserve_fill_all()}: all CPUs' reserves, and something in the pools from which
   * they are topped up, before there are threads to use either.
   */
  private static void fillAll(KernelCode k) {
    Assembler a = k.assembler();
    Label cpu = a.fresh("cpu");
    Label page = a.fresh("page");
    Label full = a.fresh("full");
    Label pooled = a.fresh("pooled");
    Label nextCpu = a.fresh("next_cpu");
    long cpus = k.at("cpus");
    k.begin("stack_reserve_fill_all", FrameSizes.ALLOCATOR, RBX, R12);
    a.mov(EBX, cpus);
    a.bind(cpu);
    a.bind(page);
    a.cmp(qword(RBX, CpuLayout.RESERVE_COUNT), k.design().reservePages());
    a.jcc(Condition.AE, full);
    k.call("alloc_page");
    a.mov(R12, RAX);
    PageTables.zeroPage(a, RAX);
    put(k, RBX, R12, "reserve_filled");
    a.jmp(page);
    a.bind(full);
    a.cmp(RBX, CurrentThread.cpu());
    a.jcc(Condition.E, nextCpu); // its pool has been filled on the way
    a.bind(pooled);
    k.call("alloc_page");
    a.mov(R12, RAX);
    a.mov(RAX, qword(RBX, CpuLayout.POOL_COUNT));
    a.mov(qword(RBX, RAX, 8, CpuLayout.POOL), R12);
    k.observable("pool_page_put_at_boot");
    a.inc(qword(RBX, CpuLayout.POOL_COUNT));
    a.cmp(qword(RBX, CpuLayout.POOL_COUNT), POOLED_AT_BOOT);
    a.jcc(Condition.B, pooled);
    a.bind(nextCpu);
    a.add(RBX, CpuLayout.SIZE);
    a.cmp(RBX, cpus + (long) k.parameters().cpus() * CpuLayout.SIZE);
    a.jcc(Condition.B, cpu);
    k.end();
  }

  private static void put(
      KernelCode k, RegisterOperand cpu, RegisterOperand page, String observation) {
    Assembler a = k.assembler();
    a.mov(RAX, qword(cpu, CpuLayout.RESERVE_COUNT));
    a.mov(qword(cpu, RAX, 8, CpuLayout.RESERVE), page);
    k.observable(observation);
    a.inc(qword(cpu, CpuLayout.RESERVE_COUNT));
  }

  /**
   * {@code stack_prepare_tables(RDI low, RSI high)}: the page tables of a stack, so that a fault
   * needs no page but its own. May sleep.
   */
  private static void prepareTables(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    k.begin("stack_prepare_tables", FrameSizes.SMALL, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(R12, RSI);
    a.bind(next);
    a.mov(RDI, RBX);
    k.call("page_table_slot");
    a.add(RBX, TABLE_BYTES);
    a.cmp(RBX, R12);
    a.jcc(Condition.B, next);
    a.lea(RDI, address(R12, -1));
    k.call("page_table_slot");
    k.end();
  }
}
