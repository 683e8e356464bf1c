package ksim.core.decode;

import java.util.Set;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.RepeatPrefix;

/** Where blocks begin and end, and which ends lead straight on to the next block. */
public final class BlockBoundaries {
  /** Instructions after which control goes elsewhere, or that change how the next one executes. */
  private static final Set<String> LAST =
      Set.of(
          "jcc",
          "jmp",
          "jmpf",
          "call",
          "callf",
          "ret",
          "retf",
          "loop",
          "loope",
          "loopne",
          "jcxz",
          "jecxz",
          "jrcxz",
          "int",
          "int1",
          "int3",
          "into",
          "iret",
          "iretd",
          "iretq",
          "ud0",
          "ud1",
          "ud2",
          "syscall",
          "sysretd",
          "sysretq",
          "sysenter",
          "sysexit",
          "rsm",
          "hlt",
          "vmcall",
          "mwait",
          "mwaitx",
          "monitor",
          "cli",
          "sti",
          "popf",
          "popfd",
          "popfq",
          "stac",
          "clac",
          "cpuid",
          "invlpg",
          "invpcid",
          "lgdt",
          "lidt",
          "lldt",
          "ltr",
          "lmsw",
          "clts",
          "lss",
          "swapgs",
          "wrfsbase",
          "wrgsbase",
          "xsetbv",
          "pause",
          "wbinvd",
          "invd",
          "wbnoinvd",
          "serialize");

  /** Instructions that read time, directly or through a device. */
  private static final Set<String> TIME_READERS =
      Set.of(
          "rdtsc", "rdtscp", "rdpmc", "rdmsr", "wrmsr", "in", "out", "insb", "insw", "insd",
          "outsb", "outsw", "outsd");

  private BlockBoundaries() {}

  /**
   * Whether an instruction is the last of its block: it may go elsewhere than to the next one, it
   * reads time, or it changes what decides on interrupts, privilege or translation.
   */
  public static boolean isLast(Instruction instruction) {
    return LAST.contains(instruction.mnemonic())
        || movesSpecialRegister(instruction)
        || instruction.repeat() != RepeatPrefix.NONE
        || isFirst(instruction);
  }

  /** Whether an instruction must be the first of its block, because it reads time. */
  public static boolean isFirst(Instruction instruction) {
    return TIME_READERS.contains(instruction.mnemonic());
  }

  /**
   * Whether an instruction that ends a block only moves RIP: after it no interrupt has become
   * deliverable, no mode or translation has changed and the CPU still runs.
   */
  public static boolean isOrdinaryBranch(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "jmp", "jcc", "call", "ret", "jcxz", "jecxz", "jrcxz", "loop", "loope", "loopne" -> true;
      default -> false;
    };
  }

  private static boolean movesSpecialRegister(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case "mov", "pop" -> Operations.namesSpecialRegister(instruction);
      default -> false;
    };
  }
}
