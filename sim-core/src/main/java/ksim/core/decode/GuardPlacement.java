package ksim.core.decode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.Encoding;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.Operand;
import ksim.core.encoding.RegisterKind;
import ksim.core.encoding.RegisterOperand;
import ksim.core.isa.Op;
import ksim.core.isa.vector.ExtensionGuard;

/**
 * Places the guards of x87, MMX, SSE and AVX instructions in a block: one in front of the first
 * instruction of each class. What they check changes between blocks only, but for an x87 exception
 * that becomes pending, so the guard of MMX is placed again after x87 instructions.
 */
public final class GuardPlacement {
  private static final Set<String> MXCSR_MOVES = Set.of("ldmxcsr", "stmxcsr");

  private final Set<ExtensionGuard> placed = EnumSet.noneOf(ExtensionGuard.class);

  /** The guards that the next instruction of the block needs in front of it. */
  public List<Op> before(Instruction instruction) {
    List<Op> needed = new ArrayList<>();
    for (ExtensionGuard guard : guardsOf(instruction)) {
      if (placed.add(guard)) {
        needed.add(guard);
      }
    }
    if (loadsX87(instruction)) {
      placed.remove(ExtensionGuard.MMX);
    }
    return needed;
  }

  private static boolean loadsX87(Instruction instruction) {
    String feature = instruction.encoding().feature();
    return instruction.mnemonic().equals("fisttp")
        || feature.equals("x87")
        || feature.equals("fxsr")
        || feature.startsWith("xsave");
  }

  /** The guards of an instruction, in the order in which they check. */
  private static List<ExtensionGuard> guardsOf(Instruction instruction) {
    Encoding encoding = instruction.encoding();
    String mnemonic = instruction.mnemonic();
    if (mnemonic.equals("fisttp")) {
      return List.of(ExtensionGuard.X87);
    }
    return switch (encoding.feature()) {
      case "" -> List.of();
      case "x87" -> List.of(mnemonic.equals("fwait") ? ExtensionGuard.WAIT : ExtensionGuard.X87);
      case "fxsr" -> List.of(ExtensionGuard.X87);
      default ->
          encoding.opcode().map().vex() ? vexGuards(encoding) : legacyGuards(instruction, mnemonic);
    };
  }

  private static List<ExtensionGuard> vexGuards(Encoding encoding) {
    return encoding.feature().startsWith("bmi") ? List.of() : List.of(ExtensionGuard.AVX);
  }

  private static List<ExtensionGuard> legacyGuards(Instruction instruction, String mnemonic) {
    List<ExtensionGuard> guards = new ArrayList<>();
    if (names(instruction, RegisterKind.VECTOR) || MXCSR_MOVES.contains(mnemonic)) {
      guards.add(ExtensionGuard.SSE);
    }
    if (names(instruction, RegisterKind.MMX) || mnemonic.equals("emms")) {
      guards.add(ExtensionGuard.MMX);
    }
    return guards;
  }

  private static boolean names(Instruction instruction, RegisterKind kind) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof RegisterOperand register && register.kind() == kind) {
        return true;
      }
    }
    return false;
  }
}
