package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EDI;
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
 * Threads that programs create and wait for, as pthread_create and pthread_join do.
 *
 * <p>A parent's list of children is its own: nobody else reads or writes it, so it needs no lock.
 * Children never refer to their parent, which may end first; then nobody gives their memory back.
 */
final class Spawn {
  private Spawn() {}

  static void emit(KernelCode k) {
    spawn(k);
    join(k);
    release(k);
  }

  /**
   * {@code thread_spawn(RDI group)}: one more thread of the group with this number, started. It is
   * counted before it starts, so that the scenario cannot be complete meanwhile.
   */
  private static void spawn(KernelCode k) {
    Assembler a = k.assembler();
    Label counted = a.fresh("counted");
    k.begin("thread_spawn", FrameSizes.SMALL, RBX);
    a.imul(RDI, RDI, ThreadTable.SIZE);
    a.add(RDI, k.at("spawn_table"));
    k.call("thread_create");
    a.mov(RBX, RAX);
    a.mov(qword(RBX, ThreadLayout.SPAWNED), 1);
    a.mov(RAX, CurrentThread.self());
    a.mov(RCX, qword(RAX, ThreadLayout.CHILDREN_END));
    a.mov(qword(RCX), RBX);
    a.lea(RCX, address(RBX, ThreadLayout.SIBLING));
    a.mov(qword(RAX, ThreadLayout.CHILDREN_END), RCX);
    a.cmp(qword(RBX, ThreadLayout.TERMINATES), 0);
    a.jcc(Condition.E, counted);
    a.lock("inc", k.global("threads_remaining"));
    a.bind(counted);
    a.mov(RDI, RBX);
    k.call("thread_start");
    k.end();
  }

  /**
   * {@code thread_join(RDI group)}: waits for the end of the current thread's oldest child in the
   * group with this number and gives its memory back. Without such a child it does nothing, as
   * pthread_join with ESRCH.
   */
  private static void join(KernelCode k) {
    Assembler a = k.assembler();
    Label next = a.fresh("next");
    Label found = a.fresh("found");
    Label notLast = a.fresh("not_last");
    Label onCpu = a.fresh("on_cpu");
    Label off = a.fresh("off");
    Label none = a.fresh("none");
    k.begin("thread_join", FrameSizes.SMALL, RBX);
    a.imul(RDI, RDI, ThreadTable.SIZE);
    a.add(RDI, k.at("spawn_table"));
    a.mov(RSI, qword(RDI, ThreadTable.INDEX));
    a.mov(RAX, CurrentThread.self());
    a.lea(RDX, address(RAX, ThreadLayout.CHILDREN)); // RDX: the link that leads to RBX
    a.bind(next);
    a.mov(RBX, qword(RDX));
    a.test(RBX, RBX);
    a.jcc(Condition.E, none);
    a.cmp(qword(RBX, ThreadLayout.INDEX), RSI);
    a.jcc(Condition.E, found);
    a.lea(RDX, address(RBX, ThreadLayout.SIBLING));
    a.jmp(next);
    a.bind(found);
    a.mov(RCX, qword(RBX, ThreadLayout.SIBLING));
    a.mov(qword(RDX), RCX);
    a.test(RCX, RCX);
    a.jcc(Condition.NE, notLast);
    a.mov(qword(RAX, ThreadLayout.CHILDREN_END), RDX);
    a.bind(notLast);

    a.lea(RDI, address(RBX, ThreadLayout.EXIT_EVENT));
    k.call("event_wait");
    // The child has preemption off since before it woke us, so it is on its way to switch_to, which
    // clears the mark: a matter of some hundred instructions, and never on our own CPU.
    a.bind(onCpu);
    a.cmp(qword(RBX, ThreadLayout.ON_CPU), 0);
    a.jcc(Condition.E, off);
    a.pause();
    a.jmp(onCpu);
    a.bind(off);
    a.mov(RDI, RBX);
    k.call("thread_release");
    a.bind(none);
    k.end();
  }

  /**
   * {@code thread_release(RDI thread)}: gives back the memory of a thread that has ended and left
   * its stack. Observation point {@code stack_released}: RBX holds the thread, still whole.
   */
  private static void release(KernelCode k) {
    Assembler a = k.assembler();
    Label last = a.fresh("last");
    Label mapped = a.fresh("mapped");
    Label stackFreed = a.fresh("stack_freed");
    k.begin("thread_release", FrameSizes.SMALL, RBX);
    a.mov(RBX, RDI);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_lock");
    a.mov(RAX, qword(RBX, ThreadLayout.ALL_NEXT));
    a.mov(RCX, qword(RBX, ThreadLayout.ALL_LINK));
    a.mov(qword(RCX), RAX);
    a.test(RAX, RAX);
    a.jcc(Condition.E, last);
    a.mov(qword(RAX, ThreadLayout.ALL_LINK), RCX);
    a.bind(last);
    k.loadAddress(EDI, "threads_lock");
    k.call("mutex_unlock");

    k.observable("stack_released");
    a.cmp(qword(RBX, ThreadLayout.STACK_SOURCE), ThreadLayout.STACK_MMAP);
    a.jcc(Condition.E, mapped);
    a.cmp(qword(RBX, ThreadLayout.STACK_SOURCE), ThreadLayout.STACK_MALLOC);
    a.jcc(Condition.NE, stackFreed);
    a.mov(RDI, qword(RBX, ThreadLayout.STACK_BASE));
    a.mov(RSI, qword(RBX, ThreadLayout.STACK_PAGES));
    k.call("free_pages");
    a.jmp(stackFreed);
    a.bind(mapped);
    a.mov(RDI, qword(RBX, ThreadLayout.STACK_LOW));
    k.call("munmap");
    a.bind(stackFreed);
    if (k.design().kernelStacksForApplications()) {
      Thunks.releaseKernelStack(k);
    }
    if (k.design().segmentedStacks()) {
      SplitStack.releaseAll(k);
    }
    SystemCalls.releaseStack(k);
    a.mov(RDI, qword(RBX, ThreadLayout.EXCEPTION_STACK));
    a.sub(RDI, ThreadLayout.EXCEPTION_STACK_SIZE);
    k.call("free_page");
    a.mov(RDI, qword(RBX, ThreadLayout.INTERRUPT_STACK));
    a.sub(RDI, ThreadLayout.INTERRUPT_STACK_SIZE);
    k.call("free_page");
    a.mov(RDI, RBX);
    k.call("free");
    k.end();
  }
}
