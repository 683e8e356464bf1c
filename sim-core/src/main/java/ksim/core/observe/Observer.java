package ksim.core.observe;

import ksim.core.cpu.Cpu;

/**
 * Everything that can be watched from outside while a machine runs. Watching changes neither the
 * guest nor its timing. All times are the CPU's local time in core cycles.
 */
public interface Observer {
  /** Watches nothing. */
  Observer NONE = new Observer() {};

  /** RFLAGS.IF of a CPU has changed, by an instruction or by the entry into a handler. */
  default void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {}

  /**
   * The handler of an exception has been entered.
   *
   * @param vector vector of the handler
   * @param rip the return address that was saved
   * @param cr2 CR2, the faulting address where the vector is 14
   */
  default void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {}

  /**
   * The handler of an external interrupt has been entered.
   *
   * @param vector vector of the handler
   * @param rip the return address that was saved
   */
  default void interruptDelivered(Cpu cpu, int vector, long rip) {}

  /** A CPU has executed HLT and sleeps. */
  default void halted(Cpu cpu) {}
}
