package ksim.core.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.encoding.RegisterKind;
import ksim.core.isa.Op;
import ksim.core.isa.vector.BlockOperation;
import ksim.core.isa.vector.FastVectorForms;
import ksim.core.isa.vector.GeneralMoves;
import ksim.core.isa.vector.Merge;
import ksim.core.isa.vector.VectorMove;

/** Factories of moves of whole vectors, of their halves and of their lowest element. */
final class VectorMoveOperations {
  private static final List<String> WHOLE =
      List.of(
          "movaps",
          "movapd",
          "movups",
          "movupd",
          "movdqa",
          "movdqu",
          "lddqu",
          "movntdqa",
          "movntdq",
          "movntps",
          "movntpd",
          "movntq");

  static final Map<String, VectorFactory> FACTORIES = factories();

  private VectorMoveOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> table = new HashMap<>();
    for (String mnemonic : WHOLE) {
      VectorFactory.put(table, mnemonic, VectorMoveOperations::whole);
    }
    VectorFactory.put(table, "movd", VectorMoveOperations::low);
    VectorFactory.put(table, "movq", VectorMoveOperations::low);
    VectorFactory.put(table, "movss", f -> scalar(f, Merge::lowDoubleword));
    VectorFactory.put(table, "movsd", f -> scalar(f, Merge::lowLane));
    VectorFactory.put(table, "movlps", f -> half(f, Merge::lowLane, 0));
    VectorFactory.put(table, "movlpd", f -> half(f, Merge::lowLane, 0));
    VectorFactory.put(table, "movhps", f -> half(f, Merge::lowToHigh, 1));
    VectorFactory.put(table, "movhpd", f -> half(f, Merge::lowToHigh, 1));
    VectorFactory.put(table, "movlhps", f -> f.blockwise(Merge::lowToHigh));
    VectorFactory.put(table, "movhlps", f -> f.blockwise(Merge::highToLow));
    table.put("movq2dq", f -> new VectorMove.MoveLow(f.destination(), f.source(1)));
    table.put("movdq2q", f -> new VectorMove.Move(1, f.destination(), f.source(1)));
    return Map.copyOf(table);
  }

  private static Op whole(VectorForm f) {
    return FastVectorOperations.move(f)
        .orElseGet(() -> new VectorMove.Move(f.lanes(), f.destination(), f.source(1)));
  }

  /** MOVD and MOVQ: general registers, MMX and vector registers, and memory. */
  private static Op low(VectorForm f) {
    if (f.is(0, RegisterKind.GENERAL)) {
      return new GeneralMoves.Extract(f.form().operand(0), f.source(1), f.form().bits(0), 0);
    }
    if (f.is(1, RegisterKind.GENERAL)) {
      return new GeneralMoves.ToVector(f.lanes(), f.destination(), f.form().operand(1));
    }
    return f.isVector(0) && f.isVector(1)
        ? new VectorMove.MoveLow(f.destination(), f.source(1))
        : whole(f);
  }

  /** MOVSS and MOVSD: between registers they merge, from memory they clear the rest. */
  private static Op scalar(VectorForm f, BlockOperation merge) {
    return f.form().isMemory(0) || f.form().isMemory(1) ? whole(f) : f.blockwise(merge);
  }

  /** MOVLPS and MOVHPS: a load merges, a store takes one lane. */
  private static Op half(VectorForm f, BlockOperation merge, int lane) {
    return f.form().isMemory(0)
        ? new FastVectorForms.StoreLow64(f.form().address(0), f.laneIndex(1) + lane)
        : f.blockwise(merge);
  }
}
