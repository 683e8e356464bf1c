package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.BranchOperand;
import ksim.core.isa.Branch;
import ksim.core.isa.Immediate;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;
import ksim.core.isa.SegmentedBranch;

/** Factories of near branches. */
final class BranchOperations {
  private static final Factory COUNTER_ZERO =
      f -> new Branch.JumpIfCounterZero(f.addressRegister(Cpu.RCX), f.target());

  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("jcc", f -> new Branch.JumpIf(f.instruction().condition(), f.target())),
          entry("jmp", BranchOperations::jump),
          entry("call", BranchOperations::call),
          entry("ret", BranchOperations::nearReturn),
          entry("jcxz", COUNTER_ZERO),
          entry("jecxz", COUNTER_ZERO),
          entry("jrcxz", COUNTER_ZERO),
          entry("loop", f -> new Branch.Loop(f.addressRegister(Cpu.RCX), f.target())),
          entry("loope", f -> new Branch.LoopWhile(true, f.addressRegister(Cpu.RCX), f.target())),
          entry(
              "loopne", f -> new Branch.LoopWhile(false, f.addressRegister(Cpu.RCX), f.target())));

  private BranchOperations() {}

  private static boolean isDirect(Form f) {
    return f.decoded(0) instanceof BranchOperand;
  }

  private static Op jump(Form f) {
    if (isDirect(f)) {
      return new Branch.Jump(f.target());
    }
    return f.isLong()
        ? new Branch.JumpIndirect(f.operand(0))
        : new SegmentedBranch.JumpIndirect(f.operand(0));
  }

  private static Op nearReturn(Form f) {
    int extra = f.operands() == 0 ? 0 : (int) f.immediate(0) & 0xffff;
    return f.isLong() ? new Branch.Return(extra) : new SegmentedBranch.Return(f.stackBits(), extra);
  }

  private static Op call(Form f) {
    if (!f.isLong()) {
      Operand target = isDirect(f) ? new Immediate(f.target()) : f.operand(0);
      return new SegmentedBranch.Call(f.stackBits(), target, f.next());
    }
    return isDirect(f)
        ? new Branch.Call(f.target(), f.next())
        : new Branch.CallIndirect(f.operand(0), f.next());
  }
}
