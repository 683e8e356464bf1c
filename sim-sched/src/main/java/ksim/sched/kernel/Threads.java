package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.CR3;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/** Creating threads. Structures and stacks for faults and interrupts are kernel memory always. */
final class Threads {
  private Threads() {}

  static void emit(KernelCode k) {
    create(k);
    allocateStack(k);
    start(k);
  }

  /**
   * {@code thread_create(RDI descriptor)}: RAX is the thread, not yet started. Observation point
   * {@code stack_allocated}: RBX holds the thread, whose stack fields are set.
   */
  private static void create(KernelCode k) {
    Assembler a = k.assembler();
    Label wrapped = a.fresh("wrapped");
    Label first = a.fresh("first");
    k.begin("thread_create", FrameSizes.MMAP, RBX, R12);
    a.mov(R12, RDI);
    a.mov(EDI, ThreadLayout.SIZE);
    k.call("malloc");
    a.mov(RBX, RAX);
    a.mov(RDI, RAX);
    a.mov(ECX, ThreadLayout.SIZE / 8);
    a.mov(EAX, 0);
    a.rep("stosq");
    a.mov(qword(RBX, ThreadLayout.SELF), RBX);
    a.mov(dword(RBX, ThreadLayout.PREEMPT_COUNTER), 1);
    k.call("alloc_page");
    a.add(RAX, ThreadLayout.EXCEPTION_STACK_SIZE);
    a.mov(qword(RBX, ThreadLayout.EXCEPTION_STACK), RAX);
    k.call("alloc_page");
    a.add(RAX, ThreadLayout.INTERRUPT_STACK_SIZE);
    a.mov(qword(RBX, ThreadLayout.INTERRUPT_STACK), RAX);
    SystemCalls.firstStack(a);
    copy(a, ThreadTable.INDEX, ThreadLayout.INDEX);
    copy(a, ThreadTable.ENTRY, ThreadLayout.ENTRY);
    copy(a, ThreadTable.TERMINATES, ThreadLayout.TERMINATES);
    copy(a, ThreadTable.SOURCE, ThreadLayout.STACK_SOURCE);
    copy(a, ThreadTable.LAZY, ThreadLayout.STACK_LAZY);
    copy(a, ThreadTable.USES_MAPPINGS, ThreadLayout.USES_MAPPINGS);
    a.lea(RAX, address(RBX, ThreadLayout.CHILDREN));
    a.mov(qword(RBX, ThreadLayout.CHILDREN_END), RAX);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_lock");
    a.mov(RAX, k.global("next_thread_id"));
    a.mov(qword(RBX, ThreadLayout.ID), RAX);
    a.inc(k.global("next_thread_id"));

    // Round robin over the CPUs, for life.
    a.mov(RAX, k.global("next_cpu"));
    a.imul(RCX, RAX, CpuLayout.SIZE);
    a.add(RCX, k.at("cpus"));
    a.mov(qword(RBX, ThreadLayout.CPU), RCX);
    a.inc(RAX);
    a.cmp(RAX, k.parameters().cpus());
    a.jcc(Condition.B, wrapped);
    a.mov(EAX, 0);
    a.bind(wrapped);
    a.mov(k.global("next_cpu"), RAX);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_unlock");

    a.mov(RDI, RBX);
    a.mov(RSI, R12);
    k.call("thread_allocate_stack");
    k.design().createThread(k);
    k.observable("stack_allocated");
    a.mov(RAX, qword(RBX, ThreadLayout.STACK_HIGH));
    a.mov(qword(RBX, ThreadLayout.RSP), RAX);
    if (k.design().kernelStacksForApplications()) {
      Thunks.allocateKernelStack(k);
    }
    a.movAddress(RAX, k.label("thread_main"));
    a.mov(qword(RBX, ThreadLayout.RIP), RAX);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_lock");
    a.mov(RAX, k.global("all_threads"));
    a.mov(qword(RBX, ThreadLayout.ALL_NEXT), RAX);
    a.mov(qword(RBX, ThreadLayout.ALL_LINK), k.at("all_threads"));
    a.test(RAX, RAX);
    a.jcc(Condition.E, first);
    a.lea(RCX, address(RBX, ThreadLayout.ALL_NEXT));
    a.mov(qword(RAX, ThreadLayout.ALL_LINK), RCX);
    a.bind(first);
    a.mov(k.global("all_threads"), RBX);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_unlock");
    a.mov(RAX, RBX);
    k.end();
  }

  private static void copy(Assembler a, int from, int to) {
    a.mov(RAX, qword(R12, from));
    a.mov(qword(RBX, to), RAX);
  }

  /** {@code thread_allocate_stack(RDI thread, RSI descriptor)}. */
  private static void allocateStack(KernelCode k) {
    Assembler a = k.assembler();
    Label mapped = a.fresh("mapped");
    Label done = a.fresh("done");
    k.begin("thread_allocate_stack", FrameSizes.MMAP, RBX, R12);
    a.mov(RBX, RDI);
    a.mov(R12, RSI);
    a.cmp(qword(RBX, ThreadLayout.STACK_SOURCE), ThreadLayout.STACK_MMAP);
    a.jcc(Condition.E, mapped);
    if (k.design().segmentedStacks()) {
      SplitStack.allocateFirst(k, done);
    }

    // From the allocator: whole pages, but no more of them used than was asked for.
    a.mov(RDI, qword(R12, ThreadTable.STACK_BYTES));
    roundUp(a, RDI);
    a.shr(RDI, 12);
    a.mov(qword(RBX, ThreadLayout.STACK_PAGES), RDI);
    k.call("alloc_pages");
    a.mov(qword(RBX, ThreadLayout.STACK_BASE), RAX);
    a.mov(qword(RBX, ThreadLayout.STACK_LOW), RAX);
    a.add(RAX, qword(R12, ThreadTable.STACK_BYTES));
    a.and(RAX, -16);
    a.mov(qword(RBX, ThreadLayout.STACK_HIGH), RAX);
    a.jmp(done);

    a.bind(mapped);
    a.mov(RDI, qword(R12, ThreadTable.STACK_BYTES));
    a.mov(RSI, qword(R12, ThreadTable.GUARD_BYTES));
    a.mov(RDX, qword(R12, ThreadTable.MMAP_FLAGS));
    k.call("mmap");
    a.mov(qword(RBX, ThreadLayout.STACK_LOW), RAX);
    a.mov(RCX, qword(R12, ThreadTable.GUARD_BYTES));
    roundUp(a, RCX);
    a.mov(RDX, RAX);
    a.sub(RDX, RCX);
    a.mov(qword(RBX, ThreadLayout.STACK_BASE), RDX);
    a.mov(RDI, qword(R12, ThreadTable.STACK_BYTES));
    roundUp(a, RDI);
    a.add(RAX, RDI);
    a.mov(qword(RBX, ThreadLayout.STACK_HIGH), RAX);
    a.add(RDI, RCX);
    a.shr(RDI, 12);
    a.mov(qword(RBX, ThreadLayout.STACK_PAGES), RDI);
    if (StackReserve.used(k)) {
      a.mov(RDI, qword(RBX, ThreadLayout.STACK_LOW));
      a.mov(RSI, qword(RBX, ThreadLayout.STACK_HIGH));
      k.call("stack_prepare_tables");
    }
    a.bind(done);
    k.end();
  }

  private static void roundUp(Assembler a, RegisterOperand bytes) {
    a.add(bytes, MemoryMap.PAGE - 1);
    a.and(bytes, -MemoryMap.PAGE);
  }

  /** {@code thread_start(RDI thread)}: makes it runnable on its CPU. */
  private static void start(KernelCode k) {
    Assembler a = k.assembler();
    Label resident = a.fresh("resident");
    Label fresh = a.fresh("fresh");
    k.begin("thread_start", FrameSizes.SMALL, RBX);
    a.mov(RBX, RDI);
    a.cmp(qword(RBX, ThreadLayout.STACK_LAZY), 0);
    a.jcc(Condition.E, resident);
    // A kernel thread's translations may be stale: it would take a page for present that is gone.
    a.cmp(qword(FS, ThreadLayout.USES_MAPPINGS), 0);
    a.jcc(Condition.NE, fresh);
    a.mov(RAX, CR3);
    a.mov(CR3, RAX);
    a.bind(fresh);
    // The child starts with preemption and interrupts disabled, on a stack that may be missing.
    a.mov(RDI, qword(RBX, ThreadLayout.STACK_HIGH));
    k.design().startThread(k);
    a.bind(resident);
    a.mov(qword(RBX, ThreadLayout.STATE), ThreadLayout.STATE_WAITING);
    a.mov(RDI, RBX);
    k.call("thread_wake");
    k.end();
  }
}
