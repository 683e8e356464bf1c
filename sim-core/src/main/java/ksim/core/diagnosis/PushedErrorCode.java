package ksim.core.diagnosis;

import java.util.OptionalLong;
import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.fault.Vector;

/** The error code that an exception has left on the stack of its handler. */
public final class PushedErrorCode {
  private PushedErrorCode() {}

  /**
   * Reads it.
   *
   * @param cpu a CPU that has just entered the handler of an exception
   * @param vector the exception
   * @return empty if the exception has none
   */
  public static OptionalLong of(Cpu cpu, int vector) {
    boolean isProtected = (cpu.control.cr0 & ControlRegisters.CR0_PE) != 0;
    boolean has =
        switch (vector) {
          case Vector.DOUBLE_FAULT,
              Vector.INVALID_TSS,
              Vector.SEGMENT_NOT_PRESENT,
              Vector.STACK_FAULT,
              Vector.GENERAL_PROTECTION,
              Vector.PAGE_FAULT,
              Vector.ALIGNMENT_CHECK,
              Vector.CONTROL_PROTECTION ->
              isProtected;
          default -> false;
        };
    long stack = cpu.segmentBase[2] + (cpu.gpr[Cpu.RSP] & cpu.segments.stackMask);
    return has ? new GuestView(cpu).read(stack, Short.BYTES) : OptionalLong.empty();
  }
}
