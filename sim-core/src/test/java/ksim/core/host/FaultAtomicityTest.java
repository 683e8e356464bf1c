package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import ksim.core.cpu.Flags;
import ksim.core.encoding.CodeMode;
import ksim.core.encoding.Instruction;
import ksim.core.encoding.MemoryOperand;
import ksim.core.encoding.RepeatPrefix;
import ksim.core.host.SimulatedProcess.DataRights;
import org.junit.jupiter.api.Test;

/**
 * A page fault leaves registers, flags, x87 and vector state and memory as they were before the
 * instruction, whichever it is: all data is absent, or can only be read. Needs no host.
 */
class FaultAtomicityTest {
  private static final long SEED = 790;
  private static final int CASES_EACH = 4;
  private static final int PAGE_FAULT = 14;
  private static final long INSTRUCTION_FETCH = 1 << 4;

  /**
   * Stores that have changed something else when they fault, on processors too (decisions.md): TOP
   * and tags of the x87 become those of MMX, and VCVTPS2PH has noted its exceptions in MXCSR.
   */
  private static final Set<String> NOTED_BEFORE_THE_STORE =
      Set.of("movd", "movq", "movntq", "maskmovq", "vcvtps2ph");

  private final SimulatedProcess simulated = new SimulatedProcess();
  private final List<String> changes = new ArrayList<>();
  private int faults;

  @Test
  void faultsChangeNothing() {
    for (Subject subject : Subject.all()) {
      Subject.Source source = subject.source(SEED);
      for (int i = 0; i < CASES_EACH; i++) {
        source
            .instruction()
            .filter(s -> isWhole(s.instruction()))
            .ifPresent(s -> check(s.instruction(), source.state(s)));
      }
    }
    assertThat(changes).isEmpty();
    assertThat(faults).isGreaterThan(5_000);
  }

  /** Repeated string instructions and gathers, too, are interrupted by a fault, not undone. */
  private static boolean isWhole(Instruction instruction) {
    return instruction.repeat() == RepeatPrefix.NONE
        && !NOTED_BEFORE_THE_STORE.contains(instruction.mnemonic())
        && instruction.operands().stream()
            .noneMatch(o -> o instanceof MemoryOperand m && m.vectorIndexBits() != 0);
  }

  private void check(Instruction instruction, Case c) {
    for (DataRights rights : List.of(DataRights.READ_ONLY, DataRights.ABSENT)) {
      simulated.setRights(rights);
      Optional<String> difference =
          run(c).filter(FaultAtomicityTest::isDataFault).map(after -> difference(c, after));
      faults += difference.isPresent() ? 1 : 0;
      difference
          .filter(text -> !text.isEmpty())
          .ifPresent(
              text ->
                  changes.add(
                      instruction.mnemonic()
                          + " "
                          + HexFormat.of().formatHex(c.code())
                          + " "
                          + text));
    }
  }

  private Optional<Outcome> run(Case c) {
    try {
      return Optional.of(simulated.run(c));
    } catch (SimulatedProcess.Unimplemented e) {
      return Optional.empty();
    }
  }

  /** A fault of the instruction itself, not of the fetch of the one that it goes to. */
  private static boolean isDataFault(Outcome outcome) {
    return outcome.vector() == PAGE_FAULT && (outcome.errorCode() & INSTRUCTION_FETCH) == 0;
  }

  /** What differs from the state before; the frame of a fault has RF set. */
  private static String difference(Case c, Outcome after) {
    UserState before = c.before();
    int code = c.mode() == CodeMode.BITS_64 ? Layout.USER_CODE_64 : Layout.USER_CODE_32;
    int data = Layout.USER_DATA;
    UserState unchanged =
        new UserState(
            before.gpr(),
            before.rip(),
            before.rflags(),
            new int[] {data, code, data, data, data, data},
            before.fsBase(),
            before.gsBase(),
            before.image());
    return Comparison.STRICT
        .without(Flags.RF)
        .difference(
            after,
            new Outcome(PAGE_FAULT, after.errorCode(), after.cr2(), unchanged, new TreeMap<>()));
  }
}
