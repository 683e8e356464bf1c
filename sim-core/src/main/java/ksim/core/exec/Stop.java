package ksim.core.exec;

import java.util.OptionalInt;

/** Why a run came to its end. */
public sealed interface Stop {

  /** The limit of the run, in cycles or instructions, was reached. */
  record Limit() implements Stop {}

  /**
   * Every CPU is halted and no event is due that could wake one, or all have slept for a second
   * with interrupts disabled.
   */
  record Halted() implements Stop {}

  /**
   * The guest wrote to the debug-exit port.
   *
   * @param cpu number of the CPU that wrote
   * @param value what it wrote
   */
  record DebugExit(int cpu, long value) implements Stop {
    /** The exit status that QEMU's {@code isa-debug-exit} makes of the value: 0 to 255, odd. */
    public int status() {
      return (int) (value << 1 | 1) & 0xff;
    }
  }

  /**
   * The guest switched the machine off.
   *
   * @param cpu number of the CPU that did
   */
  record PowerOff(int cpu) implements Stop {}

  /**
   * The guest reset the machine.
   *
   * @param cpu number of the CPU that did
   */
  record Reset(int cpu) implements Stop {}

  /**
   * A triple fault: the processor shut down.
   *
   * @param cpu number of the CPU
   * @param rip the instruction that could not be resumed
   * @param first the event whose delivery failed first, as text
   * @param firstVector its vector
   * @param last the fault raised while the double fault was being delivered, as text
   * @param lastVector its vector
   */
  record TripleFault(int cpu, long rip, String first, int firstVector, String last, int lastVector)
      implements Stop {}

  /**
   * An event that was to be intercepted, not delivered. CR2 holds the address of a page fault.
   *
   * @param cpu number of the CPU
   * @param rip the return address: of the instruction for a fault, of the next one for a trap
   * @param vector vector number, 0 to 31
   * @param errorCode the error code, if the event has one
   */
  record Intercepted(int cpu, long rip, int vector, OptionalInt errorCode) implements Stop {}

  /**
   * The address at which the run was to end was reached.
   *
   * @param linear the address; nothing was fetched from it
   */
  record EndOfCode(long linear) implements Stop {}

  /**
   * The guest needs something that is not implemented.
   *
   * @param cpu number of the CPU
   * @param rip linear address of the instruction, which has not been executed
   * @param feature what is missing, as a noun phrase
   * @param bytes the instruction's bytes in hexadecimal
   * @param disassembly its text
   */
  record Unimplemented(int cpu, long rip, String feature, String bytes, String disassembly)
      implements Stop {}

  /** What a debugger has stopped a CPU for. */
  enum DebugCause {
    /** A breakpoint on the instruction that is next. */
    BREAKPOINT,
    /** The one instruction that it was to execute has been, or a handler has been entered. */
    STEP,
    /** An access to a watched range by the instruction before. */
    WATCH
  }

  /**
   * A debugger stopped the run: it goes on as if it had not.
   *
   * @param cpu number of the CPU
   * @param cause why
   * @param watches what was accessed: bit n for the watched range of index n
   */
  record Debugged(int cpu, DebugCause cause, int watches) implements Stop {}

  /**
   * Someone who watches the run asked for its end.
   *
   * @param cpu number of the CPU that was running
   * @param rip the next instruction of that CPU
   * @param reason as they gave it
   */
  record Requested(int cpu, long rip, String reason) implements Stop {}
}
