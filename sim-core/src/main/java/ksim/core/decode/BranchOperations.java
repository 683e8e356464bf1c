package ksim.core.decode;

import static java.util.Map.entry;

import java.util.Map;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.BranchOperand;
import ksim.core.isa.Branch;
import ksim.core.isa.Op;

/** Factories of near branches. */
final class BranchOperations {
  private static final Factory COUNTER_ZERO =
      f -> new Branch.JumpIfCounterZero(f.addressRegister(Cpu.RCX), f.target());

  static final Map<String, Factory> FACTORIES =
      Map.ofEntries(
          entry("jcc", f -> new Branch.JumpIf(f.instruction().condition(), f.target())),
          entry("jmp", BranchOperations::jump),
          entry("call", BranchOperations::call),
          entry("ret", f -> new Branch.Return(f.operands() == 0 ? 0 : (int) f.immediate(0))),
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
    return isDirect(f) ? new Branch.Jump(f.target()) : new Branch.JumpIndirect(f.operand(0));
  }

  private static Op call(Form f) {
    return isDirect(f)
        ? new Branch.Call(f.target(), f.next())
        : new Branch.CallIndirect(f.operand(0), f.next());
  }
}
