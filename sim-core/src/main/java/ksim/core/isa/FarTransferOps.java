package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.segment.CallGate;
import ksim.core.segment.CodeSegments;
import ksim.core.segment.RealMode;
import ksim.core.segment.SegmentLoad;
import ksim.core.segment.StackSegments;
import ksim.core.segment.TaskSwitch;

/** Far JMP, CALL and RET in every mode (Intel SDM volume 2). */
public final class FarTransferOps {
  private static final int TASK_GATE = 5;

  private FarTransferOps() {}

  /**
   * The descriptor that a jump or call names.
   *
   * @throws GuestException #GP where it is not a code segment, nor anything a {@link
   *     #transferBySystemDescriptor} follows
   */
  private static Segment target(Cpu cpu, int selector) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection();
    }
    Segment named = Descriptors.read(cpu, selector, 0);
    if (named.isCodeOrData() && !named.isCode()) {
      throw GuestException.generalProtection(Descriptors.errorCode(selector, 0));
    }
    return named;
  }

  /** Through a call gate, or a task gate or a task state, which exist outside IA-32e mode only. */
  private static void transferBySystemDescriptor(Cpu cpu, Segment named, TaskSwitch.Cause cause) {
    int type = named.type();
    int selector = named.selector();
    int errorCode = Descriptors.errorCode(selector, 0);
    boolean tasks = !CodeSegments.isLongModeActive(cpu);
    boolean visible = cpu.cpl() <= named.dpl() && (selector & 3) <= named.dpl();
    if (CallGate.isType(cpu, type)) {
      CallGate gate = CallGate.read(cpu, selector);
      if (cause == TaskSwitch.Cause.JUMP) {
        CallGateTransfer.jump(cpu, gate);
      } else {
        CallGateTransfer.call(cpu, gate);
      }
    } else if (tasks && visible && type == TASK_GATE) {
      if (!named.isPresent()) {
        throw GuestException.segmentNotPresent(errorCode);
      }
      long address = Descriptors.address(cpu, selector, 8);
      int task = (int) cpu.mmu.readSupervisor(address + 2, 2);
      TaskSwitch.to(cpu, task, cause, cpu.rip, cpu.flags.toRflags(), 0);
    } else if (tasks && visible && TaskSwitch.isTaskState(type)) {
      TaskSwitch.to(cpu, selector, cause, cpu.rip, cpu.flags.toRflags(), 0);
    } else {
      throw GuestException.generalProtection(errorCode);
    }
  }

  /** JMP far. */
  public record FarJump(Operand offset, Operand selector) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long rip = offset.read(cpu);
      int name = (int) selector.read(cpu);
      if (RealMode.isOn(cpu)) {
        RealMode.jump(cpu, name, rip);
        return;
      }
      Segment named = target(cpu, name);
      if (named.isCode()) {
        Segment code = CodeSegments.forJump(cpu, named);
        CodeSegments.checkTarget(cpu, code, rip, 0);
        CodeSegments.enter(cpu, code, rip);
      } else {
        transferBySystemDescriptor(cpu, named, TaskSwitch.Cause.JUMP);
      }
    }
  }

  /**
   * CALL far.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record FarCall(Operand offset, Operand selector, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long rip = offset.read(cpu);
      int name = (int) selector.read(cpu);
      if (RealMode.isOn(cpu)) {
        callInRealMode(cpu, name, rip);
        return;
      }
      Segment named = target(cpu, name);
      if (named.isCode()) {
        Segment code = CodeSegments.forJump(cpu, named);
        CodeSegments.checkTarget(cpu, code, rip, 0);
        long top = pushReturn(cpu, CodeSegments.isLong(cpu, code) ? -1 : 0xffff_ffffL);
        CodeSegments.enter(cpu, code, rip);
        StackPointer.set(cpu, top);
      } else {
        transferBySystemDescriptor(cpu, named, TaskSwitch.Cause.CALL);
      }
    }

    private void callInRealMode(Cpu cpu, int name, long rip) {
      long top = pushReturn(cpu, -1);
      RealMode.jump(cpu, name, rip);
      StackPointer.set(cpu, top);
    }

    /**
     * Writes CS and rIP to the stack; answers the new stack pointer. It has as many bits as the
     * code that is called will see.
     */
    private long pushReturn(Cpu cpu, long mask) {
      int slot = bits / 8;
      long top = (StackPointer.get(cpu) - 2L * slot) & mask;
      StackPointer.write(cpu, bits, (top + slot) & mask, cpu.segments.selector(Segments.CS));
      StackPointer.write(cpu, bits, top, cpu.rip);
      return top;
    }
  }

  /**
   * RET far, to the same or an outer ring.
   *
   * @param bits operand size: 64, 32 or 16
   * @param release bytes of parameters to take off the stack
   */
  public record FarReturnOp(int bits, int release) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int slot = bits / 8;
      long top = StackPointer.get(cpu);
      // In this order, as the addresses of page faults show.
      int selector = (int) StackPointer.read(cpu, 16, top + slot);
      long rip = StackPointer.read(cpu, bits, top);
      long rest = top + 2L * slot + release;
      if (RealMode.isOn(cpu)) {
        RealMode.jump(cpu, selector, rip);
        StackPointer.set(cpu, rest);
        return;
      }
      Segment code = CodeSegments.forReturn(cpu, selector);
      int level = selector & 3;
      if (level == cpu.cpl()) {
        CodeSegments.checkTarget(cpu, code, rip, 0);
        CodeSegments.enter(cpu, code, rip);
        StackPointer.set(cpu, rest);
        return;
      }
      long rsp = StackPointer.read(cpu, bits, rest);
      int stackSelector = (int) StackPointer.read(cpu, bits, rest + slot) & 0xffff;
      boolean toLong = CodeSegments.isLong(cpu, code);
      Segment stack = StackSegments.check(cpu, stackSelector, level, toLong);
      CodeSegments.checkTarget(cpu, code, rip, 0);
      SegmentLoad.accessed(cpu, stack);
      CodeSegments.enter(cpu, code, rip);
      cpu.segments.load(Segments.SS, stack);
      StackPointer.set(cpu, rsp + release);
    }
  }
}
