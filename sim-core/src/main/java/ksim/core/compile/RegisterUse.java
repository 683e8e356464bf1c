package ksim.core.compile;

import java.util.BitSet;
import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/**
 * The general registers that a region has in local variables.
 *
 * @param used those that its code names
 * @param written those of them that its code writes; operations called as a whole write the CPU's
 */
record RegisterUse(BitSet used, BitSet written) {
  /** What the blocks of a region name. */
  static RegisterUse of(RegionPlan plan) {
    RegisterUse use = new RegisterUse(new BitSet(), new BitSet());
    for (RegionPlan.Member member : plan.members()) {
      for (Op operation : member.block().operations()) {
        use.add(Shapes.of(operation));
      }
    }
    use.used.or(use.written);
    return use;
  }

  private void add(Shape shape) {
    for (Operand operand : shape.sources()) {
      OperandWriter.collect(operand, used);
    }
    for (Operand operand : shape.destinations()) {
      OperandWriter.collect(operand, OperandWriter.isMemory(operand) ? used : written);
    }
    if (shape instanceof Shape.AddressOf(_, var address)) {
      OperandWriter.collect(address, used);
    }
    if (shape.usesStack()) {
      written.set(Cpu.RSP);
    }
  }
}
