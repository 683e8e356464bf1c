package ksim.core.timing;

import java.util.List;
import java.util.Set;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.timing.DetailedProfile.Ending;
import ksim.core.timing.branch.BranchKind;
import ksim.core.timing.pipeline.Pipeline;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MemoryAccess;
import ksim.core.timing.uops.UopCracker;

/** Makes the profiles of {@link DetailedTiming}. */
final class DetailedProfiles {
  /**
   * Far transfers, and the instructions that serialise: the next one is fetched after them (Intel
   * SDM volume 3, section 9.3). Moves to debug registers and to control registers other than CR8
   * are serialising too.
   */
  private static final Set<String> SERIALIZING =
      Set.of(
          "cpuid",
          "callf",
          "iret",
          "iretd",
          "iretq",
          "int",
          "int1",
          "int3",
          "into",
          "invd",
          "invlpg",
          "invpcid",
          "jmpf",
          "lgdt",
          "lidt",
          "lldt",
          "ltr",
          "retf",
          "rsm",
          "serialize",
          "syscall",
          "sysenter",
          "sysexit",
          "sysretd",
          "sysretq",
          "wbinvd",
          "wrmsr");

  /** CR8. */
  private static final int TASK_PRIORITY = 8;

  private final UopCracker cracker;
  private final Pipeline pipeline;

  DetailedProfiles(UopCracker cracker, Pipeline pipeline) {
    this.cracker = cracker;
    this.pipeline = pipeline;
  }

  /**
   * Analyses a block.
   *
   * @param instructions its instructions
   * @param linear linear address of the first
   * @param physical its physical address
   */
  DetailedProfile of(List<Instruction> instructions, long linear, long physical) {
    List<InstructionUops> uops = cracker.crack(instructions, linear);
    long last = linear;
    long end = linear;
    for (Instruction instruction : instructions) {
      last = end;
      end += instruction.length();
    }
    int count = instructions.size();
    return new DetailedProfile(
        instructions,
        pipeline.program(uops, linear, physical),
        count == 0 ? BranchKind.NONE : branch(instructions.getLast()),
        last,
        end,
        count == 0 ? Ending.ORDINARY : ending(instructions.getLast()),
        bytes(uops.subList(0, Math.max(0, count - 1))),
        (int) uops.stream().filter(instruction -> instruction.figure().fallback()).count());
  }

  private static int bytes(List<InstructionUops> instructions) {
    return instructions.stream()
        .flatMap(instruction -> instruction.accesses().stream())
        .mapToInt(MemoryAccess::bytes)
        .sum();
  }

  private static BranchKind branch(Instruction last) {
    return switch (BlockEnding.of(last)) {
      case CONDITIONAL -> BranchKind.CONDITIONAL;
      case DIRECT_CALL -> BranchKind.CALL;
      case INDIRECT -> BranchKind.INDIRECT_JUMP;
      case INDIRECT_CALL -> BranchKind.INDIRECT_CALL;
      case RETURN -> BranchKind.RETURN;
      case REPEATED_MOVE, REPEATED_COMPARE -> BranchKind.NONE;
      case OTHER -> last.mnemonic().equals("jmp") ? BranchKind.JUMP : BranchKind.NONE;
    };
  }

  private static Ending ending(Instruction last) {
    return switch (BlockEnding.of(last)) {
      case REPEATED_MOVE ->
          last.mnemonic().startsWith("lods") ? Ending.REPEATED_COMPARE : Ending.REPEATED_MOVE;
      case REPEATED_COMPARE -> Ending.REPEATED_COMPARE;
      default ->
          SERIALIZING.contains(last.mnemonic()) || writesSystemRegister(last)
              ? Ending.SERIALIZING
              : Ending.ORDINARY;
    };
  }

  private static boolean writesSystemRegister(Instruction instruction) {
    List<Operand> operands = instruction.operands();
    return !operands.isEmpty()
        && operands.getFirst() instanceof RegisterOperand register
        && (register.kind() == RegisterKind.DEBUG
            || (register.kind() == RegisterKind.CONTROL && register.number() != TASK_PRIORITY));
  }
}
