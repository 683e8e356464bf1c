package ksim.core.timing.pipeline;

import static ksim.core.timing.pipeline.UopCode.*;

import java.util.Arrays;
import java.util.List;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.frontend.FetchPlan;
import ksim.core.timing.loadstore.AccessPlan;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.MicroOp.Kind;

/** Makes the {@link UopCode} of a block. */
final class ProgramBuilder {
  private static final int FAST_DISPLACEMENTS = 2048;

  private final MoreOperands more = new MoreOperands();
  private int[] code = new int[64];
  private final AccessPlan accesses;
  private int size;
  private int storeHead;
  private int storeAccess = MicroOp.NO_ACCESS;

  private ProgramBuilder(AccessPlan accesses) {
    this.accesses = accesses;
  }

  static BlockProgram build(List<InstructionUops> instructions, FetchPlan plan, long linear) {
    ProgramBuilder builder = new ProgramBuilder(AccessPlan.of(instructions));
    int count = instructions.size();
    int[] ends = new int[count];
    InstructionRules[] rules = new InstructionRules[count];
    long[] addresses = new long[count];
    long address = linear;
    for (int i = 0; i < count; i++) {
      LateResults late = LateResults.of(instructions.get(i));
      rules[i] = InstructionRules.of(instructions.get(i), late.commits());
      builder.instruction(i, instructions.get(i), rules[i], late);
      ends[i] = builder.size;
      addresses[i] = address;
      address += instructions.get(i).instruction().length();
    }
    int[] code = Arrays.copyOf(builder.code, builder.size);
    return new BlockProgram(
        instructions, plan, builder.accesses, code, ends, addresses, rules, builder.more);
  }

  private void instruction(
      int index, InstructionUops instruction, InstructionRules rules, LateResults late) {
    int flags = rules.prepares() ? PREPARE : 0;
    int lastHead = size;
    int number = 0;
    for (DecodedUop decoded : instruction.uops()) {
      int first = decodedFlags(decoded);
      for (FusedUop fused : decoded.parts()) {
        lastHead = size;
        append(flags | first | fused.parts().size() | move(instruction));
        append(head2(index, instruction.moveSource(), instruction.moveTarget()));
        for (MicroOp uop : fused.parts()) {
          uop(index, instruction, uop, rules.ordered(), late, number++);
        }
        store(lastHead, index, fused);
        first = 0;
        flags = 0;
      }
    }
    if (!rules.commits().isEmpty()) {
      code[lastHead] |= FINISH;
    }
  }

  private static int decodedFlags(DecodedUop decoded) {
    int loads = 0;
    int stores = 0;
    for (FusedUop fused : decoded.parts()) {
      for (MicroOp uop : fused.parts()) {
        loads += uop.kind() == MicroOp.Kind.LOAD ? 1 : 0;
        stores += uop.kind() == MicroOp.Kind.STORE_ADDRESS ? 1 : 0;
      }
    }
    return decoded.parts().size() << FUSED_SHIFT | loads << LOADS_SHIFT | stores << STORES_SHIFT;
  }

  private static int move(InstructionUops instruction) {
    return switch (instruction.elimination()) {
      case NONE, KNOWN -> 0;
      case GENERAL_MOVE ->
          GENERAL_MOVE | (firstRegisterBits(instruction) == Long.SIZE ? WHOLE_MOVE : 0);
      case VECTOR_MOVE -> VECTOR_MOVE;
    };
  }

  private static int firstRegisterBits(InstructionUops instruction) {
    List<Operand> operands = instruction.instruction().operands();
    return !operands.isEmpty()
            && operands.getFirst() instanceof RegisterOperand register
            && register.kind() == RegisterKind.GENERAL
        ? register.bits()
        : 0;
  }

  /** Of the slots that a store is spread over the last one so far is that with which it retires. */
  private void store(int head, int instruction, FusedUop fused) {
    for (MicroOp uop : fused.parts()) {
      boolean isStore = uop.kind() == Kind.STORE_ADDRESS || uop.kind() == Kind.STORE_DATA;
      if (isStore && uop.access() != MicroOp.NO_ACCESS) {
        int access = accesses.access(instruction, uop.access());
        if (access == storeAccess) {
          code[storeHead] &= ~STORE;
        }
        code[head] |= STORE;
        code[head + 1] = head2(instruction, 0, 0) | access << ACCESS_SHIFT;
        storeHead = head;
        storeAccess = access;
      }
    }
  }

  private void uop(
      int index,
      InstructionUops instruction,
      MicroOp uop,
      boolean ordered,
      LateResults late,
      int number) {
    int place = size;
    List<Integer> sources = uop.sources();
    List<MicroOp.Result> results = late.results(uop, number);
    int flags = uop.ports() | kind(uop.kind()) | (ordered ? ORDERED : 0);
    flags |= uop.dividerCycles() != 0 ? DIVIDE : 0;
    flags |= touchesHighByte(sources, results) ? HIGH_BYTE : 0;
    int base = fastBase(instruction, uop);
    if (base >= 0) {
      flags |= FAST_BASE;
    }
    flags |= loadsPointer(instruction, uop) ? POINTER : 0;
    if (sources.size() > Integer.BYTES || results.size() > RESULT_WORDS) {
      flags |= MORE;
      more.add(
          place,
          sources.subList(Math.min(Integer.BYTES, sources.size()), sources.size()),
          results.subList(Math.min(RESULT_WORDS, results.size()), results.size()));
    }
    append(flags);
    int packed = 0;
    int written = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      packed |= (i < sources.size() ? sources.get(i) : ALWAYS_READY) << (i * Byte.SIZE);
    }
    append(packed);
    for (int i = 0; i < RESULT_WORDS; i++) {
      append(
          i < results.size()
              ? results.get(i).latencyCycles() << LATENCY_SHIFT | results.get(i).resource()
              : NOWHERE);
    }
    for (MicroOp.Result result : uop.results()) {
      written |= registerSet(result.resource());
    }
    append(extra(index, uop) | Math.max(base, 0) << BASE_SHIFT);
    append(written);
  }

  private int extra(int instruction, MicroOp uop) {
    return switch (uop.kind()) {
      case COMPUTE -> uop.dividerCycles();
      case LOAD, STORE_ADDRESS, STORE_DATA ->
          uop.access() == MicroOp.NO_ACCESS
              ? NO_ACCESS
              : accesses.access(instruction, uop.access());
    };
  }

  private static int kind(MicroOp.Kind kind) {
    return switch (kind) {
      case COMPUTE -> 0;
      case LOAD -> LOAD;
      case STORE_ADDRESS -> STORE_ADDRESS;
      case STORE_DATA -> STORE_DATA;
    };
  }

  private static boolean touchesHighByte(List<Integer> sources, List<MicroOp.Result> results) {
    return sources.stream().anyMatch(UopCode::isHighByte)
        || results.stream().anyMatch(result -> isHighByte(result.resource()));
  }

  /** The base register of an address without an index and with a small displacement, or -1. */
  private static int fastBase(InstructionUops instruction, MicroOp uop) {
    if (uop.kind() != MicroOp.Kind.LOAD) {
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
    return uop.kind() == MicroOp.Kind.LOAD
        && instruction.elimination() == Elimination.NONE
        && firstRegisterBits(instruction) >= Integer.SIZE
        && switch (instruction.instruction().mnemonic()) {
          case "mov", "movsxd", "pop" -> true;
          default -> false;
        };
  }

  private void append(int word) {
    if (size == code.length) {
      code = Arrays.copyOf(code, 2 * size);
    }
    code[size++] = word;
  }
}
