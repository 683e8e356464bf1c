package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EDI;
import static ksim.core.encoding.asm.Registers.EDX;
import static ksim.core.encoding.asm.Registers.ESI;
import static ksim.core.encoding.asm.Registers.FS;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * Thunks between application code and the kernel, one for each kernel function that applications
 * call, as a dynamic linker would put them into the procedure linkage table.
 *
 * <p>A thread with a kernel stack starts there, and goes over to its own stack where it calls its
 * thread function. Thunks go on below what it has left on the kernel stack.
 */
final class Thunks {
  /**
   * Guard area below a kernel stack, as large as Linux keeps between mappings ({@code
   * stack_guard_gap}): a frame must be larger than this to jump over it.
   */
  static final int GUARD = 1 << 20;

  private Thunks() {}

  /** The thunks that programs have asked for. Arguments and results stay in their registers. */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    for (KernelCode.Thunk thunk : k.thunks()) {
      // The frame lies on the application stack, so LEAVE is the way back to it, and the frames of
      // the callee, on the kernel stack, are chained to it.
      k.beginBare(thunk.entry());
      a.push(RBP);
      a.mov(RBP, RSP);
      a.mov(RSP, kernelStackPointer());
      a.call(thunk.target());
      a.leave();
      a.ret();
      k.endBare();
    }
  }

  /** In thread_release, RBX the thread: gives its kernel stack back, if it has one. */
  static void releaseKernelStack(KernelCode k) {
    Assembler a = k.assembler();
    Label none = a.fresh("no_kernel_stack");
    a.mov(RDI, qword(RBX, ThreadLayout.KERNEL_STACK_LOW));
    a.test(RDI, RDI);
    a.jcc(Condition.E, none);
    k.call("munmap");
    a.bind(none);
  }

  /**
   * In thread_create, RBX the thread and R12 its descriptor: a kernel stack, where the thread runs
   * application code; it will start there. Observation point {@code kernel_stack_allocated}: RBX
   * holds the thread.
   */
  static void allocateKernelStack(KernelCode k) {
    Assembler a = k.assembler();
    Label none = a.fresh("no_kernel_stack");
    a.cmp(qword(R12, ThreadTable.RUNS_APPLICATION_CODE), 0);
    a.jcc(Condition.E, none);
    a.mov(EDI, ThreadLayout.KERNEL_STACK_SIZE);
    a.mov(ESI, GUARD);
    a.mov(EDX, VmaLayout.FLAG_STACK | VmaLayout.FLAG_POPULATE);
    k.call("mmap");
    a.mov(qword(RBX, ThreadLayout.KERNEL_STACK_LOW), RAX);
    a.add(RAX, ThreadLayout.KERNEL_STACK_SIZE);
    a.mov(qword(RBX, ThreadLayout.KERNEL_STACK_POINTER), RAX);
    k.observable("kernel_stack_allocated"); // not where threads without one arrive as well
    a.mov(qword(RBX, ThreadLayout.RSP), RAX);
    a.bind(none);
  }

  /** In thread_run, RBX the thread: calls its function, on the application stack if it has both. */
  static void callApplication(KernelCode k) {
    Assembler a = k.assembler();
    MemoryOperand entry = qword(RBX, ThreadLayout.ENTRY);
    if (!k.design().kernelStacksForApplications()) {
      a.call(entry);
      return;
    }
    Label one = a.fresh("one_stack");
    Label returned = a.fresh("returned");
    a.cmp(kernelStackPointer(), 0);
    a.jcc(Condition.E, one);
    a.mov(kernelStackPointer(), RSP);
    a.mov(RSP, qword(RBX, ThreadLayout.STACK_HIGH));
    a.call(entry);
    a.mov(RSP, kernelStackPointer());
    a.jmp(returned);
    a.bind(one);
    a.call(entry);
    a.bind(returned);
  }

  private static MemoryOperand kernelStackPointer() {
    return qword(FS, ThreadLayout.KERNEL_STACK_POINTER);
  }
}
