package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.dword;

import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/** Inlined accesses to the local APIC's registers (SDM vol. 3, chapter 12), by the linear map. */
final class LocalApic {
  /** Vector of the timer. */
  static final int TIMER_VECTOR = 0x40;

  /** Vector that asks a CPU to look at its run queue. */
  static final int RESCHEDULE_VECTOR = 0x41;

  /** Vector that asks a CPU to flush its TLB. */
  static final int FLUSH_VECTOR = 0x42;

  /** Vector that ends the current thread's time slice, whatever the clock says. */
  static final int PREEMPT_VECTOR = 0x43;

  /** Vector of spurious interrupts. */
  static final int SPURIOUS_VECTOR = 0xff;

  private static final int END_OF_INTERRUPT = 0xb0;
  private static final int SPURIOUS = 0xf0;
  private static final int COMMAND_LOW = 0x300;
  private static final int COMMAND_HIGH = 0x310;
  private static final int TIMER = 0x320;
  private static final int TIMER_INITIAL_COUNT = 0x380;
  private static final int TIMER_DIVIDE = 0x3e0;
  private static final long SOFTWARE_ENABLE = 0x100;
  private static final long DIVIDE_BY_ONE = 0b1011;

  /** Fixed delivery, edge, level assert, physical destination. */
  private static final long FIXED_ASSERT = 0x4000;

  private LocalApic() {}

  /** Enables the APIC, with its timer in one-shot mode and stopped; {@code base} is lost. */
  static void enable(KernelCode k, RegisterOperand base) {
    Assembler a = k.assembler();
    a.mov(base, k.global("local_apic"));
    a.mov(dword(base, SPURIOUS), SOFTWARE_ENABLE | SPURIOUS_VECTOR);
    a.mov(dword(base, TIMER_DIVIDE), DIVIDE_BY_ONE);
    a.mov(dword(base, TIMER), TIMER_VECTOR);
  }

  /** Signals the end of an interrupt; {@code base} is lost. */
  static void endOfInterrupt(KernelCode k, RegisterOperand base) {
    Assembler a = k.assembler();
    a.mov(base, k.global("local_apic"));
    a.mov(dword(base, END_OF_INTERRUPT), 0);
  }

  /**
   * Starts the timer with the count in {@code count32}, or stops it with zero; {@code base} is
   * lost.
   */
  static void setTimer(KernelCode k, RegisterOperand base, RegisterOperand count32) {
    Assembler a = k.assembler();
    a.mov(base, k.global("local_apic"));
    a.mov(dword(base, TIMER_INITIAL_COUNT), count32);
  }

  /**
   * Sends an interrupt to the CPU whose structure is in {@code cpu}. Interrupts must be off, or a
   * handler could write the command register between the two halves. {@code base} and {@code
   * target32} are lost.
   */
  static void send(
      KernelCode k,
      int vector,
      RegisterOperand cpu,
      RegisterOperand base,
      RegisterOperand target32) {
    Assembler a = k.assembler();
    a.mov(base, k.global("local_apic"));
    a.mov(target32, dword(cpu, CpuLayout.NUMBER));
    a.shl(target32, 24);
    a.mov(dword(base, COMMAND_HIGH), target32);
    a.mov(dword(base, COMMAND_LOW), FIXED_ASSERT | vector);
  }
}
