package ksim.core.compile;

import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.isa.Alu;
import ksim.core.isa.Branch;
import ksim.core.isa.FlatAddress;
import ksim.core.isa.Move;
import ksim.core.isa.Op;
import ksim.core.isa.Registers;
import ksim.core.timing.BlockProfile;
import ksim.core.timing.CoreTiming;
import ksim.mmu.Mmu;

/** The methods that compiled code calls. */
final class Calls {
  static final Call EXECUTE = Call.of(Op.class, "exec", void.class, Cpu.class);

  static final Call SET_FLAGS = Call.of(Flags.class, "set", void.class, long.class, long.class);
  static final Call RESULT = Call.of(Flags.class, "result", long.class);
  static final Call AUXILIARY = Call.of(Flags.class, "auxiliary", long.class);

  static final Call VALUE_OF =
      Call.of(Alu.class, "value", long.class, int.class, long.class, long.class, long.class);
  static final Call RESULT_OF =
      Call.of(
          Alu.class,
          "result",
          long.class,
          int.class,
          long.class,
          long.class,
          long.class,
          long.class);
  static final Call AUXILIARY_OF =
      Call.of(
          Alu.class,
          "auxiliary",
          long.class,
          int.class,
          long.class,
          long.class,
          long.class,
          long.class);

  static final Call LOW_32 = Call.ofStatic(Registers.class, "low32", long.class, long.class);
  static final Call LOW_16 = Call.ofStatic(Registers.class, "low16", long.class, long.class);
  static final Call LOW_8 = Call.ofStatic(Registers.class, "low8", long.class, long.class);
  static final Call HIGH_8 = Call.ofStatic(Registers.class, "high8", long.class, long.class);
  static final Call WITH_LOW_16 =
      Call.ofStatic(Registers.class, "withLow16", long.class, long.class, long.class);
  static final Call WITH_LOW_8 =
      Call.ofStatic(Registers.class, "withLow8", long.class, long.class, long.class);
  static final Call WITH_HIGH_8 =
      Call.ofStatic(Registers.class, "withHigh8", long.class, long.class, long.class);

  static final Call EFFECTIVE =
      Call.ofStatic(
          FlatAddress.class,
          "effective",
          long.class,
          long.class,
          long.class,
          int.class,
          long.class,
          long.class);
  static final Call SIGN_EXTENDED =
      Call.ofStatic(Move.class, "signExtended", long.class, int.class, long.class);
  static final Call SIGN_OF =
      Call.ofStatic(Move.class, "signOf", long.class, int.class, long.class);
  static final Call REVERSED =
      Call.ofStatic(Move.class, "reversed", long.class, int.class, long.class);
  static final Call CANONICAL =
      Call.ofStatic(Branch.class, "canonical", long.class, Cpu.class, long.class);

  static final Call FLUSH_COUNT = Call.of(Mmu.class, "flushCount", long.class);
  static final Call DEADLINE = Call.of(Surroundings.Deadline.class, "deadlineCycles", long.class);
  static final Call CAUGHT =
      Call.of(Surroundings.Interruption.class, "caught", void.class, RuntimeException.class);
  static final Call ABANDONED = Call.of(Surroundings.Interruption.class, "abandoned", void.class);
  static final Call EXECUTED =
      Call.of(CoreTiming.class, "executed", long.class, BlockProfile.class, long.class);
  static final Call IS_CURRENT = Call.of(GuestBlock.class, "isCurrent", boolean.class, long.class);
  static final Call IS_DEAD = Call.of(GuestBlock.class, "isDead", boolean.class);

  /** The conditions by the upper three bits of their numbers; the lowest bit inverts. */
  private static final List<Call> CONDITIONS =
      List.of(
          condition("overflow"),
          condition("below"),
          condition("equal"),
          condition("belowOrEqual"),
          condition("sign"),
          condition("parity"),
          condition("less"),
          condition("lessOrEqual"));

  private Calls() {}

  private static Call condition(String name) {
    return Call.ofStatic(Flags.class, name, boolean.class, long.class, long.class);
  }

  /** Evaluates a condition without its lowest bit, of a result and an auxiliary value. */
  static Call condition(int condition) {
    return CONDITIONS.get(condition >>> 1);
  }

  /** Reads memory: {@code bits} bits at a linear address. */
  static Call read(int bits) {
    return Call.of(Mmu.class, "read" + bits, long.class, long.class);
  }

  /** Reads memory that will be written. */
  static Call readForUpdate(int bits) {
    return Call.of(Mmu.class, "readForUpdate" + bits, long.class, long.class);
  }

  /** Writes memory. */
  static Call write(int bits) {
    return Call.of(Mmu.class, "write" + bits, void.class, long.class, long.class);
  }
}
