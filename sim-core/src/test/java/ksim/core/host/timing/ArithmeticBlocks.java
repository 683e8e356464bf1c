package ksim.core.host.timing;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.*;

import java.util.List;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/** Blocks that compute and branch. */
final class ArithmeticBlocks {
  private static final RegisterOperand[] TEN = {RAX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12};
  private static final int LINE = 64;

  private ArithmeticBlocks() {}

  /** A chain of additions of registers: a cycle each, on every processor. */
  static TimedBlock calibration() {
    return TimedBlock.of("add_rr_dep", "insn", code -> code.add(RAX, RDX)).times(128);
  }

  static List<TimedBlock> all() {
    return List.of(
        calibration(),
        TimedBlock.of("add_imm_dep", "insn", code -> code.add(RAX, 1)).times(120),
        TimedBlock.of("inc_dep", "insn", code -> code.inc(RAX)).times(120),
        TimedBlock.of("lea_dep", "insn", code -> code.lea(RAX, address(RAX, 1))).times(120),
        TimedBlock.numbered("add_rr_indep", "insn", (code, i) -> code.add(ten(i), RBX)).times(120),
        TimedBlock.of("nop", "insn", Assembler::nop).times(120),
        TimedBlock.of("imul_dep", "insn", code -> code.imul(RAX, RDX)),
        TimedBlock.numbered("imul_indep", "insn", (code, i) -> code.imul(ten(i), RBX)).times(40),
        TimedBlock.of("jmp_taken", "jmp", code -> jump(code, 1)),
        TimedBlock.of("jmp_taken_spread", "jmp", code -> jump(code, LINE)),
        TimedBlock.of("cmp_jne_nt", "cmp+jne", ArithmeticBlocks::notTaken),
        division("div32_lat", true, false, 0x4000_0000),
        division("div64_lat", true, true, 0x1234),
        division("div64_lat_big", true, true, 0x4000_0000),
        division("div32_tput", false, false, 0x4000_0000),
        division("div64_tput", false, true, 0x4000_0000),
        branch("br_pred", RBX),
        branch("br_rand", R10),
        TimedBlock.numbered("work24", "24add", ArithmeticBlocks::work24).times(4));
  }

  private static RegisterOperand ten(int copy) {
    return TEN[copy % TEN.length];
  }

  private static void jump(Assembler code, int alignment) {
    Label next = code.fresh("next");
    code.jmp(next);
    code.align(alignment);
    code.bind(next);
  }

  private static void notTaken(Assembler code) {
    Label next = code.fresh("next");
    code.cmp(RAX, RAX);
    code.jcc(Condition.NE, next);
    code.bind(next);
  }

  private static TimedBlock division(String name, boolean chained, boolean wide, long dividend) {
    RegisterOperand accumulator = wide ? RAX : EAX;
    String unit = (chained ? "or" : "mov") + "+xor+div";
    return TimedBlock.of(
            name,
            unit,
            code -> {
              if (chained) {
                code.or(accumulator, wide ? R8 : R8D);
              } else {
                code.mov(accumulator, wide ? R8 : R8D);
              }
              code.xor(EDX, EDX);
              code.div(wide ? RCX : ECX);
            })
        .times(8)
        .with(code -> code.mov(R8, dividend));
  }

  /**
   * A step of a random-number generator (xorshift), and a branch by the lowest bit of something.
   * The number is kept in memory from call to call, so that no predictor can learn the sequence.
   */
  private static TimedBlock branch(String name, RegisterOperand decider) {
    return TimedBlock.of(name, "branch iter", code -> randomBranch(code, decider))
        .times(1)
        .with(
            code -> {
              code.mov(R10, qword(R14));
              code.or(R10, 1);
            });
  }

  private static void randomBranch(Assembler code, RegisterOperand decider) {
    Label skip = code.fresh("skip");
    step(code, true, 13);
    step(code, false, 7);
    step(code, true, 17);
    code.mov(qword(R14), R10);
    code.test(decider, 1);
    code.jcc(Condition.E, skip);
    code.inc(R9);
    code.bind(skip);
  }

  private static void step(Assembler code, boolean left, int count) {
    code.mov(R8, R10);
    if (left) {
      code.shl(R8, count);
    } else {
      code.shr(R8, count);
    }
    code.xor(R10, R8);
  }

  /** 24 additions to ten registers. */
  static void work24(Assembler code, int copy) {
    for (int i = 0; i < 24; i++) {
      code.add(ten(i), RBX);
    }
  }
}
