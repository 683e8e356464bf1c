package ksim.core.fault;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.NewStack;
import ksim.core.segment.TaskState;

/**
 * Entry into a handler in IA-32e mode, from 64-bit or compatibility mode: gate, code segment,
 * stack, frame (Intel SDM volume 2, INT n, and volume 3, section 6.14).
 */
final class LongModeEntry {
  private static final int SLOT = 64;

  private final Cpu cpu;
  private final DeliveredEvent event;
  private final int external;

  LongModeEntry(Cpu cpu, DeliveredEvent event) {
    this.cpu = cpu;
    this.event = event;
    this.external = event.externalBit();
  }

  void enter(long savedRip, boolean resumeFlag) {
    InterruptGate gate = InterruptGate.readLong(cpu, event);
    Segment code = CodeSegments.forGate(cpu, gate.selector(), external);
    int level = code.isConforming() ? cpu.cpl() : code.dpl();
    boolean inner = level < cpu.cpl();
    NewStack stack = stack(gate.stackIndex(), inner, level);
    stack.align();
    CodeSegments.checkTarget(cpu, code, gate.offset(), external);
    stack.push(SLOT, cpu.segments.selector(Segments.SS));
    stack.push(SLOT, cpu.gpr[Cpu.RSP]);
    stack.push(SLOT, EventFlags.image(cpu, resumeFlag));
    stack.push(SLOT, cpu.segments.selector(Segments.CS));
    stack.push(SLOT, savedRip);
    if (event.hasErrorCode()) {
      stack.push(SLOT, event.errorCode());
    }

    CodeSegments.enter(cpu, code.withSelector((gate.selector() & ~3) | level), gate.offset());
    if (inner) {
      stack.use();
    } else {
      stack.usePointer();
    }
    cpu.flags.clear(EventFlags.cleared(gate.trap()));
  }

  private NewStack stack(int stackIndex, boolean inner, int level) {
    if (stackIndex != 0) {
      return TaskState.interruptStack(cpu, stackIndex, level, external);
    }
    return inner ? TaskState.stack(cpu, level, external) : NewStack.current(cpu, true, external);
  }
}
