package ksim.core.timing.pipeline;

import java.util.Arrays;
import java.util.List;
import ksim.core.timing.frontend.FetchPlan;
import ksim.core.timing.loadstore.AccessPlan;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.Elimination;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;
import ksim.core.timing.uops.MicroOp.Kind;
import ksim.core.timing.uops.StackPointerUse;

/** Makes the {@link UopCode} of a block: heads of issue slots; {@link UopWords} makes the rest. */
final class ProgramBuilder {
  private final AccessPlan accesses;
  private final UopWords words;
  private final LiveFlags flags;
  private final MoreOperands more = new MoreOperands();
  private long[] code = new long[64];
  private int size;
  private int storeHead;
  private int storeAccess = MicroOp.NO_ACCESS;

  private ProgramBuilder(
      List<InstructionUops> instructions, AccessPlan accesses, int storeAddressLatency) {
    this.flags = new LiveFlags(instructions);
    this.accesses = accesses;
    this.words = new UopWords(accesses, storeAddressLatency);
  }

  /**
   * Makes the program of a block.
   *
   * @param linear linear address of its first instruction
   * @param storeAddressLatency cycles in which an address of a store is computed
   * @param takenJumpPorts set of ports of conditional jumps that are taken
   */
  static BlockProgram build(
      List<InstructionUops> instructions,
      FetchPlan plan,
      long linear,
      int storeAddressLatency,
      int takenJumpPorts) {
    ProgramBuilder builder =
        new ProgramBuilder(instructions, AccessPlan.of(instructions), storeAddressLatency);
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
    builder.markPlainSlots();
    long[] code = Arrays.copyOf(builder.code, builder.size);
    return new BlockProgram(
        instructions,
        plan,
        builder.accesses,
        code,
        ends,
        addresses,
        rules,
        builder.more,
        JumpPorts.of(instructions, code, ends, takenJumpPorts));
  }

  private void instruction(
      int index, InstructionUops instruction, InstructionRules rules, LateResults late) {
    long start = stackEngine(rules.stackPointer()) | (rules.prepares() ? UopCode.PREPARE : 0);
    int lastHead = size;
    int number = 0;
    for (DecodedUop decoded : instruction.uops()) {
      int first = decodedFlags(decoded);
      for (FusedUop fused : decoded.parts()) {
        lastHead = size;
        append(start | first | fused.parts().size() | move(index, instruction));
        for (MicroOp uop : fused.parts()) {
          List<MicroOp.Result> results = late.results(uop, number++);
          uop(index, instruction, uop, results, rules.ordered() ? UopCode.ORDERED : 0);
        }
        store(lastHead, index, fused);
        first = 0;
        start = 0;
      }
    }
    if (!rules.commits().isEmpty()) {
      code[lastHead] |= UopCode.FINISH;
    }
  }

  /** Marks the slots that are plain, when all is known of them. */
  private void markPlainSlots() {
    int head = 0;
    while (head < size) {
      int parts = (int) code[head] & UopCode.PARTS_MASK;
      boolean plain =
          parts == 1
              && ((int) code[head] & UopCode.NOT_PLAIN) == 0
              && ((int) code[head + UopCode.HEAD_WORDS] & UopCode.NOT_SIMPLE) == 0;
      code[head] |= plain ? UopCode.PLAIN : 0;
      head += UopCode.HEAD_WORDS + parts * UopCode.UOP_WORDS;
    }
  }

  /** The part of an instruction's first head that says what it does with RSP, if it fits in. */
  private static long stackEngine(StackPointerUse use) {
    if (use.equals(StackPointerUse.NONE) || !UopCode.fits(use.change())) {
      return 0;
    }
    long words = use.change() / Short.BYTES & UopCode.CHANGE_MASK;
    int flags = use.readsExplicitly() ? UopCode.STACK_READ : 0;
    flags |= use.writesExplicitly() ? UopCode.STACK_WRITTEN : 0;
    return UopCode.STACK | flags | words << UopCode.CHANGE_SHIFT;
  }

  private static int decodedFlags(DecodedUop decoded) {
    int loads = 0;
    int stores = 0;
    for (FusedUop fused : decoded.parts()) {
      for (MicroOp uop : fused.parts()) {
        loads += uop.kind() == Kind.LOAD ? 1 : 0;
        stores += uop.kind() == Kind.STORE_ADDRESS ? 1 : 0;
      }
    }
    return decoded.parts().size() << UopCode.FUSED_SHIFT
        | loads << UopCode.LOADS_SHIFT
        | stores << UopCode.STORES_SHIFT;
  }

  /** The part of a head that says which instruction it is of, and what move it is. */
  private static long move(int index, InstructionUops instruction) {
    long head = (long) index << UopCode.INSTRUCTION_SHIFT;
    if (instruction.elimination() != Elimination.GENERAL_MOVE
        && instruction.elimination() != Elimination.VECTOR_MOVE) {
      return head;
    }
    head |= (long) instruction.moveSource() << UopCode.SOURCE_SHIFT;
    head |= (long) instruction.moveTarget() << UopCode.TARGET_SHIFT;
    if (instruction.elimination() == Elimination.VECTOR_MOVE) {
      return head | UopCode.VECTOR_MOVE;
    }
    boolean whole = UopWords.firstRegisterBits(instruction) == Long.SIZE;
    return head | UopCode.GENERAL_MOVE | (whole ? UopCode.WHOLE_MOVE : 0);
  }

  /** Of the slots that a store is spread over the last one so far is that with which it retires. */
  private void store(int head, int instruction, FusedUop fused) {
    for (MicroOp uop : fused.parts()) {
      boolean isStore = uop.kind() == Kind.STORE_ADDRESS || uop.kind() == Kind.STORE_DATA;
      if (isStore && uop.access() != MicroOp.NO_ACCESS) {
        int access = accesses.access(instruction, uop.access());
        if (access == storeAccess) {
          code[storeHead] &= ~UopCode.STORE;
        }
        code[head] &= (1L << UopCode.ACCESS_SHIFT) - 1;
        code[head] |= UopCode.STORE | (long) access << UopCode.ACCESS_SHIFT;
        storeHead = head;
        storeAccess = access;
      }
    }
  }

  private void uop(
      int index,
      InstructionUops instruction,
      MicroOp uop,
      List<MicroOp.Result> results,
      int ordered) {
    int place = size;
    int special = ordered;
    List<MicroOp.Result> kept = flags.read(index, results);
    List<MicroOp.Result> moreResults = UopWords.resultsBeyond(kept);
    if (uop.sources().size() > UopCode.SOURCES || !moreResults.isEmpty()) {
      special |= UopCode.MORE;
      int fitting = Math.min(UopCode.SOURCES, uop.sources().size());
      more.add(place, uop.sources().subList(fitting, uop.sources().size()), moreResults);
    }
    append(words.first(index, instruction, uop, results, special));
    append(UopWords.second(uop));
    append(UopWords.third(kept));
  }

  private void append(long word) {
    if (size == code.length) {
      code = Arrays.copyOf(code, 2 * size);
    }
    code[size++] = word;
  }
}
