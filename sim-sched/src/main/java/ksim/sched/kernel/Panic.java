package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.AL;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;
import ksim.core.encoding.asm.Registers;

/**
 * The ways in which the kernel stops itself. Each has a symbol of its own, fills the CPU's panic
 * record ({@link PanicLayout}) and writes its {@link ExitCode} to the debug-exit port.
 */
final class Panic {
  /** Port of the debug-exit device. */
  static final int DEBUG_EXIT_PORT = 0xf4;

  private Panic() {}

  static void emit(KernelCode k) {
    // Causes found in a fault: RDI holds the address that faulted, RSI the interrupt frame.
    inFault(k, "fault_in_atomic_context", ExitCode.FAULT_IN_ATOMIC_CONTEXT);
    inFault(k, "stack_overflow", ExitCode.STACK_OVERFLOW);
    inFault(k, "bad_access", ExitCode.BAD_ACCESS);
    inFault(k, "nested_fault", ExitCode.NESTED_FAULT);
    inFault(k, "stack_reserve_exhausted", ExitCode.RESERVE_EXHAUSTED);
    inFault(k, "unexpected_exception", ExitCode.UNEXPECTED_EXCEPTION);
    // Causes found by a function, which calls these.
    inFunction(k, "panic_out_of_memory", ExitCode.OUT_OF_MEMORY);
    inFunction(k, "panic_sleep_in_atomic_context", ExitCode.SLEEP_IN_ATOMIC_CONTEXT);
    inFunction(k, "panic_recursive_lock", ExitCode.RECURSIVE_LOCK);
    inFunction(k, "panic_not_owner", ExitCode.NOT_OWNER);
    inFunction(k, "panic_table_full", ExitCode.TABLE_FULL);
    inFunction(k, "panic_stale_translation", ExitCode.STALE_TRANSLATION); // RDI: what was read
    record(k);
    stop(k);
  }

  private static void inFault(KernelCode k, String name, ExitCode code) {
    Assembler a = k.assembler();
    k.beginBare(name);
    a.mov(RCX, qword(RSI, InterruptFrame.RIP));
    a.mov(RDX, qword(RSI, InterruptFrame.RSP));
    a.mov(R8, qword(RSI, InterruptFrame.RFLAGS));
    a.mov(R9, qword(RSI, InterruptFrame.RBP_OFFSET));
    a.mov(R10, qword(RSI, InterruptFrame.ERROR));
    a.mov(EAX, code.value());
    k.jump("panic_record");
    k.endBare();
  }

  private static void inFunction(KernelCode k, String name, ExitCode code) {
    Assembler a = k.assembler();
    k.beginBare(name);
    a.emit("pushfq");
    a.pop(R8);
    a.mov(RCX, qword(RSP)); // where it was called
    a.lea(RDX, address(RSP, 8));
    a.mov(R9, RBP);
    a.mov(R10, 0);
    a.mov(EAX, code.value());
    k.jump("panic_record");
    k.endBare();
  }

  /**
   * {@code panic_record}: EAX exit code, RDI address, RCX RIP, RDX RSP, R8 RFLAGS, R9 RBP, R10
   * error code.
   */
  private static void record(KernelCode k) {
    Assembler a = k.assembler();
    k.beginBare("panic_record");
    a.cli();
    a.mov(RSI, CurrentThread.cpu());
    a.mov(RSI, qword(RSI, CpuLayout.NUMBER));
    a.imul(RSI, RSI, PanicLayout.SIZE);
    a.add(RSI, k.at("panic_records"));
    store(a, PanicLayout.CODE, RAX);
    store(a, PanicLayout.ADDRESS, RDI);
    store(a, PanicLayout.RIP, RCX);
    store(a, PanicLayout.RSP, RDX);
    store(a, PanicLayout.RFLAGS, R8);
    store(a, PanicLayout.RBP, R9);
    store(a, PanicLayout.ERROR, R10);
    a.mov(RCX, CurrentThread.self());
    store(a, PanicLayout.THREAD, RCX);
    a.mov(Registers.ECX, CurrentThread.preemptCounter());
    store(a, PanicLayout.PREEMPT_COUNTER, RCX);
    a.mov(RCX, CurrentThread.cpu());
    a.mov(RCX, qword(RCX, CpuLayout.NUMBER));
    store(a, PanicLayout.CPU, RCX);
    k.jump("machine_stop");
    k.endBare();
  }

  private static void store(Assembler a, int offset, RegisterOperand value) {
    a.mov(qword(RSI, offset), value);
  }

  /** {@code machine_stop(EAX exit code)}: leaves through the debug-exit port. */
  private static void stop(KernelCode k) {
    Assembler a = k.assembler();
    Label forever = a.fresh("forever");
    k.beginBare("machine_stop");
    a.out(DEBUG_EXIT_PORT, AL);
    a.bind(forever);
    a.cli();
    a.hlt();
    a.jmp(forever);
    k.endBare();
  }
}
