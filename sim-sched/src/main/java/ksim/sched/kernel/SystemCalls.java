package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/**
 * System calls by SYSCALL. Each runs on the thread's system call stack, which is resident. As in
 * OSv the first one allocates it; until then the lower part of the thread's interrupt stack serves,
 * which no interrupt reaches down to.
 */
final class SystemCalls {
  /** EFER.SCE: enables SYSCALL. */
  static final long ENABLE = 1;

  private static final long STAR = 0xc000_0081L;
  private static final long LSTAR = 0xc000_0082L;
  private static final long FMASK = 0xc000_0084L;

  /** CS of SYSCALL, in the upper half of STAR; SS is the descriptor behind it. */
  private static final int CODE_SELECTOR = 0x08;

  /** RFLAGS.IF and RFLAGS.DF. */
  private static final long MASKED_FLAGS = 0x600;

  private static final AtomicSite SITE =
      new AtomicSite(
          "syscall_entry",
          "syscall_entry",
          SiteKind.IRQ_DISABLE,
          Rule.POPULATED_STACK,
          "SYSCALL disables interrupts by FMASK; the system call stack is resident");

  /** Offsets below RBP of what the entry keeps: flags and stack pointer of the caller, service. */
  private static final int FLAGS = 8;

  private static final int CALLER_RSP = 16;
  private static final int SERVICE = 24;
  private static final int FRAME = 32;

  private SystemCalls() {}

  /** In start, for each CPU; EAX, ECX and EDX are lost. */
  static void setUp(KernelCode k) {
    Assembler a = k.assembler();
    a.mov(EAX, 0);
    a.mov(EDX, CODE_SELECTOR);
    a.mov(ECX, STAR);
    a.wrmsr();
    a.movAddress(RAX, k.label("syscall_entry")); // the kernel lies below 4 GiB
    a.mov(EDX, 0);
    a.mov(ECX, LSTAR);
    a.wrmsr();
    a.mov(EAX, MASKED_FLAGS);
    a.mov(ECX, FMASK);
    a.wrmsr();
  }

  /** In thread_create, RBX the thread and RAX the top of its interrupt stack; RCX is lost. */
  static void firstStack(Assembler a) {
    int below = ThreadLayout.INTERRUPT_STACK_SIZE - ThreadLayout.FIRST_SYSCALL_STACK_SIZE;
    a.lea(RCX, address(RAX, -below));
    a.mov(qword(RBX, ThreadLayout.SYSCALL_STACK), RCX);
  }

  /** In thread_release, RBX the thread: gives its system call stack back, if it has one. */
  static void releaseStack(KernelCode k) {
    Assembler a = k.assembler();
    Label none = a.fresh("no_syscall_stack");
    a.mov(RDI, qword(RBX, ThreadLayout.SYSCALL_STACK_BASE));
    a.test(RDI, RDI);
    a.jcc(Condition.E, none);
    a.mov(RSI, ThreadLayout.SYSCALL_STACK_SIZE / MemoryMap.PAGE);
    k.call("free_pages");
    a.bind(none);
  }

  /**
   * {@code syscall_entry}: RAX is the function that does the service, RCX the return address, R11
   * the caller's flags. RDI, RSI and RDX are the service's arguments, RAX becomes its result; R10
   * is lost. Observation point {@code syscall_stack_allocated}: RAX holds the address just above
   * the stack.
   *
   * <p>Nothing is pushed before RSP is on a resident stack. The way back is by POPFQ and a jump:
   * SYSRET would go to ring 3, and everything here is ring 0.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label first = a.fresh("first");
    Label serve = a.fresh("serve");
    k.sites().enteredByGate(SITE);
    k.beginBare("syscall_entry");
    a.mov(R10, RSP);
    a.mov(RSP, syscallStack());
    frame(a);
    a.push(R11);
    a.emit("popfq");
    k.sites().handOver();
    a.cmp(qword(FS, ThreadLayout.SYSCALL_STACK_BASE), 0);
    a.jcc(Condition.E, first);
    a.bind(serve);
    a.call(KernelCode.local(SERVICE));
    a.push(KernelCode.local(FLAGS));
    a.emit("popfq");
    a.mov(RCX, qword(RBP, 8));
    a.mov(R11, KernelCode.local(CALLER_RSP));
    a.mov(RBP, qword(RBP));
    a.mov(RSP, R11);
    a.jmp(RCX);

    // The first system call of the thread: allocate its stack, and make the frame anew there.
    a.bind(first);
    k.call("syscall_stack_allocate");
    a.mov(RSP, syscallStack());
    a.mov(RAX, KernelCode.local(SERVICE));
    a.mov(RCX, qword(RBP, 8));
    a.mov(R10, KernelCode.local(CALLER_RSP));
    a.mov(R11, KernelCode.local(FLAGS));
    a.mov(RBP, qword(RBP));
    frame(a);
    a.jmp(serve);
    k.endBare();
    allocate(k);
  }

  /** A frame as a called function has, the caller's RSP in R10: the chain of frames leads there. */
  private static void frame(Assembler a) {
    a.push(RCX);
    a.push(RBP);
    a.mov(RBP, RSP);
    a.sub(RSP, FRAME);
    a.mov(KernelCode.local(FLAGS), R11);
    a.mov(KernelCode.local(SERVICE), RAX);
    a.mov(KernelCode.local(CALLER_RSP), R10);
  }

  /** {@code syscall_stack_allocate()}: keeps RDI, RSI and RDX. May sleep for memory. */
  private static void allocate(KernelCode k) {
    Assembler a = k.assembler();
    k.begin("syscall_stack_allocate", FrameSizes.SMALL);
    a.mov(KernelCode.local(8), RDI);
    a.mov(KernelCode.local(16), RSI);
    a.mov(KernelCode.local(24), RDX);
    a.mov(EDI, ThreadLayout.SYSCALL_STACK_SIZE / MemoryMap.PAGE);
    k.call("alloc_pages");
    a.mov(qword(FS, ThreadLayout.SYSCALL_STACK_BASE), RAX);
    a.add(RAX, ThreadLayout.SYSCALL_STACK_SIZE);
    a.mov(syscallStack(), RAX);
    k.observable("syscall_stack_allocated");
    a.mov(RDI, KernelCode.local(8));
    a.mov(RSI, KernelCode.local(16));
    a.mov(RDX, KernelCode.local(24));
    k.end();
  }

  private static MemoryOperand syscallStack() {
    return qword(FS, ThreadLayout.SYSCALL_STACK);
  }
}
