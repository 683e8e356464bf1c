package ksim.core.timing.figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterOperand;

/**
 * A guess at the figures of an instruction of which nothing is known: one micro-operation of the
 * kind of its operands, and a load or a store where one of them is memory. What these are is said
 * by forms named {@code fallback} in the file of figures.
 */
final class Fallback {
  private final FigureTable table;

  Fallback(FigureTable table) {
    this.table = table;
  }

  Figure of(Instruction instruction, String form) {
    Figure compute = table.of("fallback " + kind(instruction));
    List<Integer> uops = new ArrayList<>(compute.uops());
    List<Latency> latencies = new ArrayList<>(compute.latencies());
    int slots = 1;
    List<Operand> operands = instruction.operands();
    for (int i = 0; i < operands.size(); i++) {
      if (operands.get(i) instanceof MemoryOperand memory && memory.bits() > 0) {
        Figure access = table.of(i == 0 ? "fallback store" : "fallback load");
        uops.addAll(access.uops());
        latencies.addAll(access.latencies());
        slots += i == 0 ? 1 : 0;
      }
    }
    List<Integer> all = List.copyOf(uops);
    return new Figure(
        form,
        all,
        all,
        all,
        slots,
        slots,
        slots,
        0,
        slots > 1,
        0,
        0,
        0,
        List.copyOf(latencies),
        List.of(),
        Set.of(),
        "fallback",
        true);
  }

  private static String kind(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof RegisterOperand register) {
        switch (register.kind()) {
          case VECTOR, MMX -> {
            return "vector";
          }
          case X87 -> {
            return "x87";
          }
          case GENERAL, HIGH_BYTE, SEGMENT, CONTROL, DEBUG -> {
            // A vector register may follow.
          }
        }
      }
    }
    return "general";
  }
}
