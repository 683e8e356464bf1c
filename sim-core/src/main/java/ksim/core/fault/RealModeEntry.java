package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segments;
import ksim.core.segment.NewStack;
import ksim.core.segment.RealMode;

/**
 * Entry into a handler in real mode: the interrupt table holds far pointers, the frame is FLAGS, CS
 * and IP, and there are no error codes (Intel SDM volume 3, section 21.1.4).
 */
final class RealModeEntry {
  private static final int POINTER_BYTES = 4;
  private static final int SLOT = 16;

  private RealModeEntry() {}

  static void enter(Cpu cpu, DeliveredEvent event, long savedRip) {
    int offset = event.vector() * POINTER_BYTES;
    if (offset + POINTER_BYTES - 1 > cpu.segments.idtLimit) {
      throw GuestException.generalProtection(event.gateErrorCode());
    }
    long pointer = cpu.mmu.readSupervisor(cpu.segments.idtBase + offset, POINTER_BYTES);
    NewStack stack = NewStack.current(cpu, false, 0);
    stack.push(SLOT, cpu.flags.toRflags());
    stack.push(SLOT, cpu.segments.selector(Segments.CS));
    stack.push(SLOT, savedRip);
    RealMode.jump(cpu, (int) (pointer >>> 16), pointer & 0xffff);
    stack.usePointer();
    cpu.flags.clear(Flags.IF | Flags.TF | Flags.RF | Flags.AC);
    cpu.mmu.setAlignmentCheckFlag(false);
  }
}
