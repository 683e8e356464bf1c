package ksim.core.compile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the method of a region:
 *
 * <pre>
 *   take up registers, flags, cycles; go to the block that is entered
 *   each block: its operations; charge it; go to the block that follows, if that may be entered
 *   exit: write registers, flags, cycles and RIP back; answer the last block
 *   interrupted: the same; answer the operation at which it happened
 * </pre>
 */
final class RegionWriter {
  /** {@link Region#run}. */
  static final MethodTypeDesc RUN =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_long);

  private static final int ENTRY = 1;

  private final CodeBuilder code;
  private final RegionPlan plan;
  private final RegionState state;
  private final BlockWriter blocks;

  RegionWriter(
      CodeBuilder code, ClassConstants constants, RegionPlan plan, Surroundings surroundings) {
    this.code = code;
    this.plan = plan;
    this.state = new RegionState(code, constants, plan, surroundings);
    this.blocks = new BlockWriter(code, state, plan);
  }

  void write() {
    state.takeUp();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < plan.members().size(); i++) {
      if (plan.members().get(i).entry()) {
        cases.add(SwitchCase.of(i, blocks.label(i)));
      }
    }
    code.iload(ENTRY).tableswitch(cases.getFirst().target(), cases);
    for (int i = 0; i < plan.members().size(); i++) {
      blocks.write(i);
    }
    state.writeExits();
  }
}
