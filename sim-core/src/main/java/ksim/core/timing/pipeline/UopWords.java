package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.List;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.loadstore.AccessPlan;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.MicroOp.Kind;

/** The words of micro-operations in {@link UopCode}. */
final class UopWords {
  /** Cycles after its start in which any micro-operation can count as executed (uiCA). */
  private static final int SHORTEST = 2;

  /** Displacements, from 0, of addresses that are fast (uiCA). */
  private static final int FAST_DISPLACEMENTS = 2048;

  private final AccessPlan accesses;
  private final int storeAddressLatency;

  UopWords(AccessPlan accesses, int storeAddressLatency) {
    this.accesses = accesses;
    this.storeAddressLatency = storeAddressLatency;
  }

  /** Ports, kind, flags; access, base register, and when it has executed. */
  long first(
      int index,
      InstructionUops instruction,
      MicroOp uop,
      List<MicroOp.Result> results,
      int moreFlags) {
    int flags = moreFlags | uop.ports() | kind(uop.kind());
    flags |= uop.dividerCycles() != 0 ? UopCode.DIVIDE : 0;
    flags |= touchesHighByte(uop.sources(), results) ? UopCode.HIGH_BYTE : 0;
    flags |= loadsPointer(instruction, uop) ? UopCode.POINTER : 0;
    int base = fastBase(instruction, uop);
    flags |= base >= 0 ? UopCode.FAST_BASE : 0;
    int special = UopCode.DIVIDE | UopCode.MORE | UopCode.HIGH_BYTE | UopCode.ORDERED;
    // Those without a port are rare enough, too.
    flags |= (flags & special) != 0 || uop.ports() == 0 ? UopCode.SPECIAL : 0;
    int longest = uop.kind() == Kind.STORE_ADDRESS ? storeAddressLatency : SHORTEST;
    for (MicroOp.Result result : results) {
      longest = Math.max(longest, Math.min(result.latencyCycles(), UopCode.MOST_LATENCY));
    }
    return flags
        | (long) extra(index, uop) << UopCode.EXTRA_SHIFT
        | (long) Math.max(base, 0) << UopCode.BASE_SHIFT
        | (long) longest << UopCode.LONGEST_SHIFT;
  }

  /** Sources, and registers that are written. */
  static long second(MicroOp uop) {
    int sources = 0;
    for (int i = 0; i < UopCode.SOURCES; i++) {
      int source = i < uop.sources().size() ? uop.sources().get(i) : UopCode.ALWAYS_READY;
      sources |= source << (i * Byte.SIZE);
    }
    long written = 0;
    for (MicroOp.Result result : uop.results()) {
      written |= UopCode.registerSet(result.resource());
    }
    return sources | written << UopCode.WRITES_SHIFT;
  }

  /** The first results that fit into a word. */
  static long third(List<MicroOp.Result> results) {
    long word = 0;
    int count = 0;
    for (MicroOp.Result result : results) {
      if (count < UopCode.RESULTS && fits(result)) {
        long bits = UopCode.result(result.resource(), result.latencyCycles());
        word |= bits << (count * UopCode.RESULT_BITS);
        count++;
      }
    }
    for (; count < UopCode.RESULTS; count++) {
      word |= (long) UopCode.NOWHERE << (count * UopCode.RESULT_BITS);
    }
    return word;
  }

  /** The other results. */
  static List<MicroOp.Result> resultsBeyond(List<MicroOp.Result> results) {
    List<MicroOp.Result> others = new ArrayList<>();
    int count = 0;
    for (MicroOp.Result result : results) {
      if (count < UopCode.RESULTS && fits(result)) {
        count++;
      } else {
        others.add(result);
      }
    }
    return others;
  }

  private static boolean fits(MicroOp.Result result) {
    return result.latencyCycles() <= UopCode.MOST_LATENCY;
  }

  private int extra(int instruction, MicroOp uop) {
    return switch (uop.kind()) {
      case COMPUTE -> uop.dividerCycles();
      case LOAD, STORE_ADDRESS, STORE_DATA ->
          uop.access() == MicroOp.NO_ACCESS
              ? UopCode.NO_ACCESS
              : accesses.access(instruction, uop.access());
    };
  }

  private static int kind(Kind kind) {
    return switch (kind) {
      case COMPUTE -> 0;
      case LOAD -> UopCode.LOAD;
      case STORE_ADDRESS -> UopCode.STORE_ADDRESS;
      case STORE_DATA -> UopCode.STORE_DATA;
    };
  }

  private static boolean touchesHighByte(List<Integer> sources, List<MicroOp.Result> results) {
    return sources.stream().anyMatch(UopCode::isHighByte)
        || results.stream().anyMatch(result -> UopCode.isHighByte(result.resource()));
  }

  /** The base register of an address without an index and with a small displacement, or -1. */
  private static int fastBase(InstructionUops instruction, MicroOp uop) {
    if (uop.kind() != Kind.LOAD) {
      return -1;
    }
    for (Operand operand : instruction.instruction().operands()) {
      if (operand instanceof MemoryOperand memory) {
        boolean fast =
            memory.base() >= 0
                && memory.index() == MemoryOperand.NONE
                && memory.displacement() >= 0
                && memory.displacement() < FAST_DISPLACEMENTS;
        return fast ? memory.base() : -1;
      }
    }
    return -1;
  }

  private static boolean loadsPointer(InstructionUops instruction, MicroOp uop) {
    return uop.kind() == Kind.LOAD
        && instruction.elimination() == Elimination.NONE
        && firstRegisterBits(instruction) >= Integer.SIZE
        && switch (instruction.instruction().mnemonic()) {
          case "mov", "movsxd", "pop" -> true;
          default -> false;
        };
  }

  /** Width of an instruction's first operand, if it is a general register; otherwise 0. */
  static int firstRegisterBits(InstructionUops instruction) {
    List<Operand> operands = instruction.instruction().operands();
    return !operands.isEmpty()
            && operands.getFirst() instanceof RegisterOperand register
            && register.kind() == RegisterKind.GENERAL
        ? register.bits()
        : 0;
  }
}
