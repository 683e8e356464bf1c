package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.NewStack;
import ksim.core.segment.RealMode;
import ksim.core.segment.TaskState;
import ksim.core.segment.TaskSwitch;

/**
 * Entry into a handler in protected mode and from virtual-8086 mode, through a 16-bit or a 32-bit
 * gate (Intel SDM volume 2, INT n; volume 3, sections 6.12 and 21.3.1).
 */
final class ProtectedModeEntry {
  /** Data segments in the order in which an interrupt of virtual-8086 mode saves them. */
  private static final int[] SAVED = {Segments.GS, Segments.FS, Segments.DS, Segments.ES};

  private final Cpu cpu;
  private final DeliveredEvent event;
  private final int external;

  ProtectedModeEntry(Cpu cpu, DeliveredEvent event) {
    this.cpu = cpu;
    this.event = event;
    this.external = event.externalBit();
  }

  void enter(long savedRip, boolean resumeFlag) {
    InterruptGate gate = InterruptGate.readProtected(cpu, event);
    if (gate.isTask()) {
      switchTask(gate.selector(), savedRip, resumeFlag);
      return;
    }
    Segment code = CodeSegments.forGate(cpu, gate.selector(), external);
    int level = code.isConforming() ? cpu.cpl() : code.dpl();
    boolean inner = level < cpu.cpl();
    boolean virtual = RealMode.isVirtual(cpu);
    if (virtual && (level != 0 || code.isConforming())) {
      throw GuestException.generalProtection(Descriptors.errorCode(gate.selector(), external));
    }
    int slot = gate.bits();
    NewStack stack =
        inner ? TaskState.stack(cpu, level, external) : NewStack.current(cpu, false, external);
    CodeSegments.checkTarget(cpu, code, gate.offset(), external);
    if (virtual) {
      for (int number : SAVED) {
        stack.push(slot, cpu.segments.selector(number));
      }
    }
    if (inner) {
      stack.push(slot, cpu.segments.selector(Segments.SS));
      stack.push(slot, cpu.gpr[Cpu.RSP]);
    }
    stack.push(slot, EventFlags.image(cpu, resumeFlag));
    stack.push(slot, cpu.segments.selector(Segments.CS));
    stack.push(slot, savedRip);
    if (event.hasErrorCode()) {
      stack.push(slot, event.errorCode());
    }

    Descriptors.markAccessed(cpu, code); // may fault, so before anything changes
    cpu.flags.clear(EventFlags.cleared(gate.trap()));
    CodeSegments.enter(cpu, code.withSelector((gate.selector() & ~3) | level), gate.offset());
    if (inner) {
      stack.use();
    } else {
      stack.usePointer();
    }
    if (virtual) {
      for (int number : SAVED) {
        cpu.segments.load(number, Segment.NULL);
      }
    }
  }

  /** The error code goes onto the stack of the new task, as wide as its registers. */
  private void switchTask(int selector, long savedRip, boolean resumeFlag) {
    long image = EventFlags.image(cpu, resumeFlag);
    TaskSwitch.to(cpu, selector, TaskSwitch.Cause.CALL, savedRip, image, external);
    if (event.hasErrorCode()) {
      NewStack stack = NewStack.current(cpu, false, external);
      stack.push(TaskSwitch.isWide(cpu) ? 32 : 16, event.errorCode());
      stack.usePointer();
    }
  }
}
