package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.ECX;
import static ksim.core.encoding.asm.Registers.ESI;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/** Switching from one thread to another on the same CPU. */
final class ContextSwitch {
  /** The MSR that holds the base of FS (SDM vol. 4). */
  static final long FS_BASE = 0xc000_0100L;

  private static final RegisterOperand[] CALLEE_SAVED = {RBX, R12, R13, R14, R15};

  private ContextSwitch() {}

  /**
   * {@code switch_to(RDI previous, RSI next, RDX cpu)}, interrupts off. Returns in the next thread;
   * a new one continues at its start function instead. Observation point {@code
   * context_switch_done}: RSI holds the thread that runs from here on, RDX the CPU's structure.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label resume = a.fresh("resume");
    k.beginBare("switch_to");
    a.push(RBP);
    a.mov(RBP, RSP);
    for (RegisterOperand register : CALLEE_SAVED) {
      a.push(register);
    }
    // As in OSv the continuation lies in the thread structure, so that a new thread's stack, which
    // may not be resident, need not be written before it runs.
    a.movAddress(RAX, resume);
    a.mov(qword(RDI, ThreadLayout.RIP), RAX);
    a.mov(qword(RDI, ThreadLayout.RSP), RSP);
    a.mov(qword(RDI, ThreadLayout.RBP), RBP);

    // Faults and interrupts from now on belong to the next thread.
    a.mov(RAX, qword(RSI, ThreadLayout.EXCEPTION_STACK));
    a.mov(qword(RDX, CpuLayout.TSS_IST1), RAX);
    a.mov(RAX, qword(RSI, ThreadLayout.INTERRUPT_STACK));
    a.mov(qword(RDX, CpuLayout.TSS_IST2), RAX);
    a.mov(qword(RSI, ThreadLayout.CPU), RDX);

    // FS_BASE: WRMSR takes the value in EDX:EAX, so the CPU's structure moves aside.
    a.mov(RBX, RDI);
    a.mov(RDI, RDX);
    a.mov(EAX, ESI);
    a.mov(RDX, RSI);
    a.shr(RDX, 32);
    a.mov(ECX, FS_BASE);
    a.wrmsr();
    a.mov(RDX, RDI);

    a.mov(RSP, qword(RSI, ThreadLayout.RSP));
    a.mov(RBP, qword(RSI, ThreadLayout.RBP));
    // From here on nothing of the previous thread is in use: whoever waits for its end may free it.
    a.mov(qword(RSI, ThreadLayout.ON_CPU), 1);
    a.mov(qword(RBX, ThreadLayout.ON_CPU), 0);
    k.observable("context_switch_done");
    a.jmp(qword(RSI, ThreadLayout.RIP));

    a.bind(resume);
    for (int i = CALLEE_SAVED.length - 1; i >= 0; i--) {
      a.pop(CALLEE_SAVED[i]);
    }
    a.pop(RBP);
    a.ret();
    k.endBare();
  }

  /** Loads FS_BASE from {@code thread} (low half {@code thread32}); EAX, ECX, EDX are lost. */
  static void loadFsBase(Assembler a, RegisterOperand thread, RegisterOperand thread32) {
    a.mov(EAX, thread32);
    a.mov(RDX, thread);
    a.shr(RDX, 32);
    a.mov(ECX, FS_BASE);
    a.wrmsr();
  }
}
