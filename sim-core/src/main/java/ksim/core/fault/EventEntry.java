package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.mmu.NonCanonicalAddress;

/**
 * One attempt to enter the handler of an event in long mode: gate, code segment, stack, frame. It
 * changes the state of the CPU only when everything that can fault is done (Intel SDM volume 2, INT
 * n, and volume 3, section 6.14).
 */
final class EventEntry {
  /** Offset of RSP0 in the 64-bit TSS, and of IST1. */
  private static final int RSP0 = 4;

  private static final int IST1 = 36;

  private final Cpu cpu;
  private final DeliveredEvent event;
  private final int external;

  private EventEntry(Cpu cpu, DeliveredEvent event) {
    this.cpu = cpu;
    this.event = event;
    this.external = event.source() == DeliveredEvent.Source.SOFTWARE ? 0 : 1;
  }

  /**
   * Enters the handler.
   *
   * @param savedRip return address that the frame gets
   * @param resumeFlag RF in the frame's image of RFLAGS
   */
  static void enter(Cpu cpu, DeliveredEvent event, long savedRip, boolean resumeFlag) {
    new EventEntry(cpu, event).enter(savedRip, resumeFlag);
  }

  private void enter(long savedRip, boolean resumeFlag) {
    boolean software = event.source() == DeliveredEvent.Source.SOFTWARE;
    InterruptGate gate = InterruptGate.read(cpu, event.vector(), software, external);
    Segment code = codeSegment(gate.selector());
    int level = code.isConforming() ? cpu.cpl() : code.dpl();
    boolean inner = level < cpu.cpl();
    long stack = stackPointer(gate.stackIndex(), inner, level);
    if (!cpu.mmu.isCanonical(stack)) {
      throw GuestException.stackFault(external);
    }
    if (!cpu.mmu.isCanonical(gate.offset())) {
      throw GuestException.generalProtection(external);
    }
    long image = (cpu.flags.toRflags() & ~Flags.RF) | (resumeFlag ? Flags.RF : 0);
    long top = pushFrame(stack & ~0xfL, level, savedRip, image);
    Descriptors.markAccessed(cpu, code);

    cpu.gpr[Cpu.RSP] = top;
    if (inner) {
      cpu.segments.register[Segments.SS] = new Segment(level, 0, 0, 0);
    }
    cpu.segments.register[Segments.CS] = code.withSelector((gate.selector() & ~3) | level);
    cpu.setCpl(level);
    cpu.flags.clear(Flags.TF | Flags.NT | Flags.RF | Flags.VM | (gate.trap() ? 0 : Flags.IF));
    cpu.rip = gate.offset();
  }

  private Segment codeSegment(int selector) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection(external);
    }
    Segment code = Descriptors.read(cpu, selector, external);
    boolean usable = code.isCode() && code.dpl() <= cpu.cpl() && code.isLong() && !code.isBig();
    if (!usable) {
      throw GuestException.generalProtection(Descriptors.errorCode(selector, external));
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(Descriptors.errorCode(selector, external));
    }
    return code;
  }

  private long stackPointer(int stackIndex, boolean inner, int level) {
    if (stackIndex != 0) {
      return fromTaskState(IST1 + 8 * (stackIndex - 1));
    }
    return inner ? fromTaskState(RSP0 + 8 * level) : cpu.gpr[Cpu.RSP];
  }

  private long fromTaskState(int offset) {
    Segment task = cpu.segments.tr;
    if (offset + 7 > task.limit()) {
      throw GuestException.invalidTss(Descriptors.errorCode(task.selector(), external));
    }
    return cpu.mmu.readSupervisor(task.base() + offset, 8);
  }

  /** Pushes the frame at privilege level {@code level}; returns the new stack pointer. */
  private long pushFrame(long stack, int level, long savedRip, long flagsImage) {
    long at = stack;
    try {
      at = push(at, level, cpu.segments.selector(Segments.SS));
      at = push(at, level, cpu.gpr[Cpu.RSP]);
      at = push(at, level, flagsImage);
      at = push(at, level, cpu.segments.selector(Segments.CS));
      at = push(at, level, savedRip);
      return event.hasErrorCode() ? push(at, level, event.errorCode()) : at;
    } catch (NonCanonicalAddress e) {
      throw GuestException.stackFault(external);
    }
  }

  private long push(long stack, int level, long value) {
    if (level == 3) {
      cpu.mmu.write64(stack - 8, value);
    } else {
      cpu.mmu.writeSupervisor(stack - 8, 8, value);
    }
    return stack - 8;
  }
}
