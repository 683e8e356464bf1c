package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Memory;

/**
 * Inlined operations on a CPU's FIFO of runnable threads, all under its spinlock and with
 * interrupts off: interrupt handlers take the lock too.
 *
 * <p>Any CPU may append; only the CPU itself takes threads out. So a thread that is woken while it
 * is still on its way out of a CPU cannot start on another one.
 */
final class RunQueue {
  private RunQueue() {}

  /** The spinlock of the CPU in {@code cpu}. */
  static MemoryOperand lock(RegisterOperand cpu) {
    return Memory.dword(cpu, CpuLayout.RUN_LOCK);
  }

  /** Marks the thread queued and appends it; RAX is lost. */
  static void append(Assembler a, RegisterOperand cpu, RegisterOperand thread) {
    Label first = a.fresh("first_runnable");
    Label linked = a.fresh("runnable_linked");
    a.mov(qword(thread, ThreadLayout.STATE), ThreadLayout.STATE_QUEUED);
    a.mov(qword(thread, ThreadLayout.RUN_NEXT), 0);
    a.cmp(qword(cpu, CpuLayout.RUN_HEAD), 0);
    a.jcc(Condition.E, first);
    a.mov(RAX, qword(cpu, CpuLayout.RUN_TAIL));
    a.mov(qword(RAX, ThreadLayout.RUN_NEXT), thread);
    a.jmp(linked);
    a.bind(first);
    a.mov(qword(cpu, CpuLayout.RUN_HEAD), thread);
    a.bind(linked);
    a.mov(qword(cpu, CpuLayout.RUN_TAIL), thread);
  }

  /** Takes the first thread into {@code target}, or the idle thread where there is none. */
  static void pop(Assembler a, RegisterOperand cpu, RegisterOperand target) {
    Label idle = a.fresh("nothing_runnable");
    Label done = a.fresh("popped");
    a.mov(target, qword(cpu, CpuLayout.RUN_HEAD));
    a.test(target, target);
    a.jcc(Condition.E, idle);
    a.mov(RAX, qword(target, ThreadLayout.RUN_NEXT));
    a.mov(qword(cpu, CpuLayout.RUN_HEAD), RAX);
    a.jmp(done);
    a.bind(idle);
    a.mov(target, qword(cpu, CpuLayout.IDLE));
    a.bind(done);
  }
}
