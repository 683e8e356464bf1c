package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Interrupts;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.GuestException;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.RealMode;
import ksim.core.segment.SegmentLoad;
import ksim.core.segment.StackSegments;
import ksim.core.segment.TaskSwitch;

/**
 * IRET, IRETD and IRETQ in every mode: pops rIP, CS and rFLAGS and, from 64-bit mode or to an outer
 * ring, rSP and SS (Intel SDM volume 2, IRET). Ends the blocking of non-maskable interrupts.
 *
 * @param bits operand size: 16, 32 or 64
 */
public record InterruptReturn(int bits) implements Op {
  private static final long ALWAYS =
      Flags.STATUS | Flags.TF | Flags.DF | Flags.NT | Flags.AC | Flags.ID;

  /** Data segments in the order in which a frame of virtual-8086 mode holds them. */
  private static final int[] VIRTUAL_FRAME = {Segments.ES, Segments.DS, Segments.FS, Segments.GS};

  @Override
  public void exec(Cpu cpu) {
    cpu.interrupts.nmiBlocked = false;
    if (RealMode.isOn(cpu)) {
      returnInRealMode(cpu);
      return;
    }
    if (cpu.flags.isSet(Flags.NT)) {
      if (CodeSegments.isLongModeActive(cpu)) {
        throw GuestException.generalProtection();
      }
      TaskSwitch.returnToPrevious(cpu);
      return;
    }
    // Processors read the frame from its far end, as the addresses of page faults show.
    long image = popped(cpu, 2);
    int codeSelector = (int) popped(cpu, 1) & 0xffff;
    long rip = popped(cpu, 0);
    if ((image & Flags.VM) != 0 && cpu.cpl() == 0 && !CodeSegments.isLongModeActive(cpu)) {
      returnToVirtual(cpu, image, codeSelector, rip);
    } else {
      returnToProtected(cpu, image, codeSelector, rip);
    }
  }

  /** A value of the frame by its number from the top. */
  private long popped(Cpu cpu, int index) {
    return StackPointer.read(cpu, bits, StackPointer.get(cpu) + index * (bits / 8L));
  }

  private void returnInRealMode(Cpu cpu) {
    boolean virtual = RealMode.isVirtual(cpu);
    if (virtual && cpu.flags.ioPrivilegeLevel() < 3) {
      throw GuestException.generalProtection();
    }
    long rip = popped(cpu, 0);
    int selector = (int) popped(cpu, 1) & 0xffff;
    long image = popped(cpu, 2);
    long top = StackPointer.get(cpu) + 3 * (bits / 8L);
    RealMode.jump(cpu, selector, rip);
    StackPointer.set(cpu, top);
    loadFlags(cpu, image, ALWAYS | Flags.IF | (virtual ? 0 : Flags.IOPL));
    resume(cpu, image);
  }

  private void returnToProtected(Cpu cpu, long image, int codeSelector, long rip) {
    Segment code = CodeSegments.forReturn(cpu, codeSelector);
    int level = codeSelector & 3;
    boolean popsStack = cpu.code().isLong() || level > cpu.cpl();
    long rsp = popsStack ? popped(cpu, 3) : StackPointer.get(cpu) + 3 * (bits / 8L);
    int stackSelector = popsStack ? (int) popped(cpu, 4) & 0xffff : 0;
    boolean toLong = CodeSegments.isLong(cpu, code);
    Segment stack =
        popsStack ? StackSegments.check(cpu, stackSelector, level, toLong) : Segment.NULL;
    CodeSegments.checkTarget(cpu, code, rip, 0);
    long mask = changeable(cpu);
    SegmentLoad.accessed(cpu, stack);

    CodeSegments.enter(cpu, code, rip);
    loadFlags(cpu, image, mask);
    if (popsStack) {
      cpu.segments.load(Segments.SS, stack);
    }
    StackPointer.set(cpu, rsp);
    resume(cpu, image);
  }

  private void returnToVirtual(Cpu cpu, long image, int codeSelector, long rip) {
    long rsp = popped(cpu, 3);
    int stackSelector = (int) popped(cpu, 4) & 0xffff;
    int[] data = new int[VIRTUAL_FRAME.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (int) popped(cpu, 5 + i) & 0xffff;
    }
    if (rip > 0xffff) {
      throw GuestException.generalProtection();
    }
    Privilege.loadFlags(cpu, image, Flags.ALL & ~Flags.RF);
    cpu.setCpl(3);
    cpu.loadCode(RealMode.virtualSegment(codeSelector));
    cpu.rip = rip;
    cpu.segments.load(Segments.SS, RealMode.virtualSegment(stackSelector));
    for (int i = 0; i < data.length; i++) {
      cpu.segments.load(VIRTUAL_FRAME[i], RealMode.virtualSegment(data[i]));
    }
    cpu.gpr[Cpu.RSP] = rsp;
    resume(cpu, image);
  }

  private void loadFlags(Cpu cpu, long image, long mask) {
    Privilege.loadFlags(cpu, image, bits == 16 ? mask & 0xffff : mask);
  }

  private void resume(Cpu cpu, long image) {
    boolean set = bits != 16 && (image & Flags.RF) != 0;
    cpu.interrupts.resumeRip = set ? cpu.rip : Interrupts.NOWHERE;
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
