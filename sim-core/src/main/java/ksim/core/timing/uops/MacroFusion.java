package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Instruction;

/**
 * Macro-fusion: an instruction that sets flags and the conditional jump behind it become one
 * micro-operation (Optimization Manual, macro-fusion; which pairs fuse is among the figures).
 */
final class MacroFusion {
  /** A jump that begins a line of the instruction cache is not fused. */
  private static final int LINE_BYTES = 64;

  private final PortRoles roles;

  MacroFusion(PortRoles roles) {
    this.roles = roles;
  }

  /**
   * Fuses the pairs of a block.
   *
   * @param block its instructions
   * @param address linear address of the first
   */
  List<InstructionUops> apply(List<InstructionUops> block, long address) {
    List<InstructionUops> result = new ArrayList<>(block);
    long next = address;
    for (int i = 0; i + 1 < block.size(); i++) {
      next += block.get(i).instruction().length();
      InstructionUops jump = block.get(i + 1);
      if (fuses(block.get(i), jump.instruction()) && next % LINE_BYTES != 0) {
        result.set(i, withJump(block.get(i)));
        result.set(i + 1, withoutUops(jump));
      }
    }
    return List.copyOf(result);
  }

  private static boolean fuses(InstructionUops first, Instruction jump) {
    return jump.mnemonic().equals("jcc")
        && first.figure().fusesWith().contains(Condition.of(jump.condition()));
  }

  /** The first of a pair: what computes goes where jumps go. */
  private InstructionUops withJump(InstructionUops first) {
    List<DecodedUop> uops = new ArrayList<>(first.uops());
    for (int i = uops.size() - 1; i >= 0; i--) {
      DecodedUop changed = withJump(uops.get(i));
      if (!changed.equals(uops.get(i))) {
        uops.set(i, changed);
        break;
      }
    }
    return first.fused(List.copyOf(uops), true, false);
  }

  private DecodedUop withJump(DecodedUop decoded) {
    return new DecodedUop(decoded.parts().stream().map(this::withJump).toList());
  }

  private FusedUop withJump(FusedUop fused) {
    return new FusedUop(fused.parts().stream().map(this::withJump).toList());
  }

  /** What would be renamed away computes after all, for the jump to see its flags. */
  private MicroOp withJump(MicroOp uop) {
    boolean computes =
        uop.kind() == MicroOp.Kind.COMPUTE
            && (uop.ports() == 0 || (uop.ports() & roles.conditionalJump()) != 0);
    return computes
        ? new MicroOp(
            uop.kind(),
            roles.conditionalJump(),
            uop.sources(),
            uop.results().stream().map(MacroFusion::computed).toList(),
            uop.dividerCycles(),
            uop.access())
        : uop;
  }

  private static MicroOp.Result computed(MicroOp.Result result) {
    return new MicroOp.Result(result.resource(), Math.max(1, result.latencyCycles()));
  }

  private static InstructionUops withoutUops(InstructionUops jump) {
    return jump.fused(List.of(), false, true);
  }
}
