package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/** Far JMP, CALL and RET between 64-bit code segments; call gates are not implemented. */
public final class FarTransferOps {
  private FarTransferOps() {}

  /** The code segment that a jump or call goes to, its selector's RPL set to CPL. */
  private static Segment target(Cpu cpu, int selector, long rip) {
    if (Descriptors.isNull(selector)) {
      throw GuestException.generalProtection();
    }
    Segment code = Descriptors.read(cpu, selector, 0);
    int errorCode = Descriptors.errorCode(selector, 0);
    if (!code.isCodeOrData() && code.type() == 12) {
      throw new UnimplementedException("far transfer through a call gate");
    }
    boolean usable =
        code.isCode()
            && !(code.isLong() && code.isBig())
            && (code.isConforming()
                ? code.dpl() <= cpu.cpl()
                : code.dpl() == cpu.cpl() && (selector & 3) <= cpu.cpl());
    if (!usable) {
      throw GuestException.generalProtection(errorCode);
    }
    if (!code.isPresent()) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    if (!code.isLong()) {
      throw new UnimplementedException("far transfer to compatibility mode");
    }
    FarReturn.checkTarget(cpu, rip);
    return code.withSelector((selector & ~3) | cpu.cpl());
  }

  /** JMP far through memory. */
  public record FarJump(Operand offset, Operand selector) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long rip = offset.read(cpu);
      Segment code = target(cpu, (int) selector.read(cpu), rip);
      FarReturn.enter(cpu, code, rip);
    }
  }

  /**
   * CALL far through memory.
   *
   * @param bits operand size: 64, 32 or 16
   */
  public record FarCall(Operand offset, Operand selector, int bits) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long rip = offset.read(cpu);
      Segment code = target(cpu, (int) selector.read(cpu), rip);
      int slot = bits / 8;
      long top = cpu.gpr[Cpu.RSP] - 2L * slot;
      StackSlot.write(cpu, top + slot, bits, cpu.segments.selector(Segments.CS));
      StackSlot.write(cpu, top, bits, cpu.rip);
      FarReturn.enter(cpu, code, rip);
      cpu.gpr[Cpu.RSP] = top;
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
      long top = cpu.gpr[Cpu.RSP];
      long rip = StackSlot.read(cpu, top, bits);
      int selector = (int) StackSlot.read(cpu, top + slot, bits) & 0xffff;
      Segment code = FarReturn.codeSegment(cpu, selector);
      int level = selector & 3;
      long rest = top + 2L * slot + release;
      if (level == cpu.cpl()) {
        FarReturn.checkTarget(cpu, rip);
        FarReturn.enter(cpu, code, rip);
        cpu.gpr[Cpu.RSP] = rest;
      } else {
        long rsp = StackSlot.read(cpu, rest, bits);
        int stackSelector = (int) StackSlot.read(cpu, rest + slot, bits) & 0xffff;
        Segment stack = FarReturn.stackSegment(cpu, stackSelector, level);
        FarReturn.checkTarget(cpu, rip);
        FarReturn.enter(cpu, code, rip);
        cpu.segments.register[Segments.SS] = stack;
        cpu.gpr[Cpu.RSP] = rsp + release;
      }
    }
  }
}
