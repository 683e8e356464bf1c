package ksim.core.host;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Attribute;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.ImmediateOperand;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;

/** What of the instruction table is not compared with the host, and why. */
final class NotCompared {
  private static final String ENTERS_THE_KERNEL = "enters the host's kernel";
  private static final String NOT_DETERMINISTIC = "its result differs from run to run";
  private static final String EMULATED = "the host's kernel emulates it where UMIP forbids it";
  private static final String TRANSACTIONS = "whether a transaction commits is not determined";
  private static final String HOST_SPECIFIC = "its result describes the host";

  private static final String HOST_COMPONENTS = "the host has state components that ksim lacks";

  private static final Set<String> STATE_MOVES =
      Set.of("xsave", "xsaveopt", "xsavec", "xsaves", "xrstor", "xrstors");

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("syscall", ENTERS_THE_KERNEL),
          Map.entry("sysenter", ENTERS_THE_KERNEL),
          Map.entry("rdtsc", NOT_DETERMINISTIC),
          Map.entry("rdtscp", NOT_DETERMINISTIC),
          Map.entry("rdrand", NOT_DETERMINISTIC),
          Map.entry("rdseed", NOT_DETERMINISTIC),
          Map.entry("rdpid", HOST_SPECIFIC),
          Map.entry("cpuid", HOST_SPECIFIC),
          Map.entry("xgetbv", HOST_SPECIFIC),
          Map.entry("sgdt", EMULATED),
          Map.entry("sidt", EMULATED),
          Map.entry("smsw", EMULATED),
          Map.entry("sldt", EMULATED),
          Map.entry("str", EMULATED),
          Map.entry("xbegin", TRANSACTIONS),
          Map.entry("xend", TRANSACTIONS),
          Map.entry("xabort", TRANSACTIONS),
          Map.entry("xtest", TRANSACTIONS));

  private NotCompared() {}

  /** Why an encoding cannot be compared in a mode; empty if it can. */
  static Optional<String> reason(Encoding encoding, CodeMode mode) {
    if (encoding.has(Attribute.UNLISTED)) {
      return Optional.of("the table does not describe it");
    }
    if (encoding.has(mode == CodeMode.BITS_64 ? Attribute.I64 : Attribute.O64)) {
      return Optional.of("it does not exist in this mode");
    }
    if (encoding.has(Attribute.AS16) && mode == CodeMode.BITS_64) {
      return Optional.of("it does not exist in this mode");
    }
    if (encoding.mnemonic().equals("nop") && encoding.has(Attribute.ALIAS)) {
      return Optional.of("reserved; later processors have made some of them undefined");
    }
    return Optional.ofNullable(REASONS.get(encoding.mnemonic()));
  }

  /** Why this form of an encoding cannot be compared; empty if it can. */
  static Optional<String> reason(Instruction instruction) {
    boolean systemCall =
        instruction.mnemonic().equals("int")
            && instruction.operands().getFirst() instanceof ImmediateOperand number
            && (number.value() & 0xff) == 0x80;
    if (systemCall) {
      return Optional.of(ENTERS_THE_KERNEL);
    }
    return STATE_MOVES.contains(instruction.mnemonic()) && isAddressedByMask(instruction)
        ? Optional.of(HOST_COMPONENTS)
        : Optional.empty();
  }

  /** Whether EAX or EDX, which choose state components, are part of the operand's address. */
  private static boolean isAddressedByMask(Instruction instruction) {
    return instruction.operands().getFirst() instanceof MemoryOperand memory
        && (isMask(memory.base()) || isMask(memory.index()));
  }

  private static boolean isMask(int register) {
    return register == Cpu.RAX || register == Cpu.RDX;
  }
}
