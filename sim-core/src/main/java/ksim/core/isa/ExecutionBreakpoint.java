package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Interrupts;
import ksim.core.fault.GuestException;

/**
 * A breakpoint on the execution of the instruction that follows: #DB before it, unless RFLAGS.RF
 * lets it pass once, or it follows a load of SS.
 *
 * @param breakpoints the breakpoints there, a bit each
 * @param rip address of the instruction
 */
public record ExecutionBreakpoint(int breakpoints, long rip) implements Op {
  @Override
  public void exec(Cpu cpu) {
    if (cpu.interrupts.resumeRip == rip) {
      cpu.interrupts.resumeRip = Interrupts.NOWHERE;
    } else if (!cpu.breakpoints.inhibited) {
      cpu.control.raiseDebugStatus(breakpoints);
      throw GuestException.executionBreakpoint();
    }
  }
}
