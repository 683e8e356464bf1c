package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.segment.CallGate;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.NewStack;
import ksim.core.segment.TaskState;

/** Far JMP and CALL through a call gate (Intel SDM volume 3, section 5.8.4). */
final class CallGateTransfer {
  private CallGateTransfer() {}

  /** JMP: the ring stays as it is. */
  static void jump(Cpu cpu, CallGate gate) {
    Segment code = CodeSegments.forGate(cpu, gate.selector(), 0);
    if (!code.isConforming() && code.dpl() != cpu.cpl()) {
      throw GuestException.generalProtection(Descriptors.errorCode(gate.selector(), 0));
    }
    CodeSegments.checkTarget(cpu, code, gate.offset(), 0);
    CodeSegments.enter(cpu, at(code, gate, cpu.cpl()), gate.offset());
  }

  /** CALL: to an inner ring if the code segment belongs to one and is not conforming. */
  static void call(Cpu cpu, CallGate gate) {
    Segment code = CodeSegments.forGate(cpu, gate.selector(), 0);
    if (!code.isConforming() && code.dpl() < cpu.cpl()) {
      callInner(cpu, gate, code);
      return;
    }
    CodeSegments.checkTarget(cpu, code, gate.offset(), 0);
    NewStack stack = NewStack.current(cpu, gate.bits() == 64, 0);
    pushReturn(cpu, stack, gate.bits());
    CodeSegments.enter(cpu, at(code, gate, cpu.cpl()), gate.offset());
    stack.usePointer();
  }

  private static void callInner(Cpu cpu, CallGate gate, Segment code) {
    int bits = gate.bits();
    int level = code.dpl();
    NewStack stack = TaskState.stack(cpu, level, 0);
    CodeSegments.checkTarget(cpu, code, gate.offset(), 0);
    long oldTop = StackPointer.get(cpu);
    stack.push(bits, cpu.segments.selector(Segments.SS));
    stack.push(bits, cpu.gpr[Cpu.RSP]);
    for (int i = gate.parameters() - 1; i >= 0; i--) {
      stack.push(bits, StackPointer.read(cpu, bits, oldTop + i * (bits / 8L)));
    }
    pushReturn(cpu, stack, bits);
    CodeSegments.enter(cpu, at(code, gate, level), gate.offset());
    stack.use();
  }

  private static void pushReturn(Cpu cpu, NewStack stack, int bits) {
    stack.push(bits, cpu.segments.selector(Segments.CS));
    stack.push(bits, cpu.rip);
  }

  private static Segment at(Segment code, CallGate gate, int level) {
    return code.withSelector((gate.selector() & ~3) | level);
  }
}
