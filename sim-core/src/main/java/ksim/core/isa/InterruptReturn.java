package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/**
 * IRETQ in 64-bit mode: pops RIP, CS, RFLAGS, RSP and SS, to the same or an outer ring (Intel SDM
 * volume 2, IRET). Ends the blocking of non-maskable interrupts.
 */
public record InterruptReturn() implements Op {
  private static final long ALWAYS =
      Flags.STATUS | Flags.TF | Flags.DF | Flags.NT | Flags.AC | Flags.ID;

  @Override
  public void exec(Cpu cpu) {
    cpu.interrupts.nmiBlocked = false;
    if (cpu.flags.isSet(Flags.NT)) {
      throw GuestException.generalProtection();
    }
    long frame = cpu.gpr[Cpu.RSP];
    long rip = cpu.mmu.read64(frame);
    int codeSelector = (int) cpu.mmu.read64(frame + 8) & 0xffff;
    long rflags = cpu.mmu.read64(frame + 16);
    long rsp = cpu.mmu.read64(frame + 24);
    int stackSelector = (int) cpu.mmu.read64(frame + 32) & 0xffff;

    Segment code = FarReturn.codeSegment(cpu, codeSelector);
    int level = codeSelector & 3;
    Segment stack = FarReturn.stackSegment(cpu, stackSelector, level);
    FarReturn.checkTarget(cpu, rip);
    Privilege.refuseAlignmentCheck(cpu, rflags, level);
    if (!Descriptors.isNull(stackSelector)) {
      Descriptors.markAccessed(cpu, stack);
    }

    long mask = changeable(cpu);
    FarReturn.enter(cpu, code, rip);
    Privilege.loadFlags(cpu, rflags, mask);
    cpu.segments.register[Segments.SS] = stack;
    cpu.gpr[Cpu.RSP] = rsp;
    if ((rflags & Flags.RF) != 0) {
      cpu.interrupts.resumeRip = rip;
    }
  }

  private static long changeable(Cpu cpu) {
    long mask = ALWAYS;
    if (cpu.cpl() == 0) {
      mask |= Flags.IOPL;
    }
    if (cpu.cpl() <= cpu.flags.ioPrivilegeLevel()) {
      mask |= Flags.IF;
    }
    return mask;
  }
}
