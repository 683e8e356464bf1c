package ksim.sched.scenario;

import ksim.core.cpu.Cpu;
import ksim.sched.kernel.KernelImage;
import ksim.sched.kernel.PanicLayout;
import ksim.sched.view.GuestMemory;

/**
 * What the kernel wrote down when it stopped itself.
 *
 * @param thread address of the thread's structure
 * @param address the address that faulted, or another fact of the cause
 * @param rip instruction pointer
 * @param rsp stack pointer
 * @param rbp frame pointer
 * @param rflags RFLAGS
 * @param preemptCounter the thread's preempt counter
 * @param vector vector of an unexpected exception
 */
record PanicRecord(
    long thread,
    long address,
    long rip,
    long rsp,
    long rbp,
    long rflags,
    int preemptCounter,
    int vector) {
  private static final long INTERRUPT_FLAG = 1 << 9;

  /** Reads the record of a CPU. */
  static PanicRecord read(KernelImage image, GuestMemory memory, Cpu cpu) {
    long base = image.address("panic_records") + (long) cpu.id * PanicLayout.SIZE;
    return new PanicRecord(
        memory.readOrZero(cpu, base + PanicLayout.THREAD, 8),
        memory.readOrZero(cpu, base + PanicLayout.ADDRESS, 8),
        memory.readOrZero(cpu, base + PanicLayout.RIP, 8),
        memory.readOrZero(cpu, base + PanicLayout.RSP, 8),
        memory.readOrZero(cpu, base + PanicLayout.RBP, 8),
        memory.readOrZero(cpu, base + PanicLayout.RFLAGS, 8),
        (int) memory.readOrZero(cpu, base + PanicLayout.PREEMPT_COUNTER, 8),
        (int) memory.readOrZero(cpu, base + PanicLayout.VECTOR, 8));
  }

  boolean interruptsEnabled() {
    return (rflags & INTERRUPT_FLAG) != 0;
  }
}
