package ksim.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.figures.FigureTable;
import ksim.core.timing.loadstore.AccessPlan;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.UopCracker;
import ksim.mmu.AccessLog;
import org.junit.jupiter.api.Test;

/**
 * The accesses that a core's micro-operations are said to make are those that the operations make:
 * every encoding, in several forms, is executed and its accesses are attributed.
 */
class AccessAttributionTest {
  private static final long SEED = 56;
  private static final int CASES_EACH = 2;
  private static final int BREAKPOINT = 3;
  private static final Set<String> X87_STORES =
      Set.of("fst", "fstp", "fist", "fistp", "fisttp", "fbstp");

  private final SimulatedProcess simulated = new SimulatedProcess();
  private final AccessLog log = AccessLog.withWalks();
  private final CoreDescription core = CoreDescription.load("skylake");
  private final UopCracker cracker = new UopCracker(core, FigureTable.load("skylake"));
  private final LoadStore unit = new LoadStore(core, new DataMemory(core, new SharedCache(core)));
  private final Map<String, String> wrong = new TreeMap<>();
  private int executed;
  private int exact;

  @Test
  void everyAccessIsAttributed() {
    for (Subject subject : Subject.all()) {
      Subject.Source source = subject.source(SEED);
      for (int i = 0; i < CASES_EACH; i++) {
        source.instruction().ifPresent(s -> check(s, source.state(s)));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(executed).isGreaterThan(2_500);
    assertThat(exact).as("with accesses that do not vary").isGreaterThan(800);
  }

  private void check(InstructionSampler.Sample sample, Case c) {
    log.clear();
    try {
      if (simulated.run(c, log).vector() != BREAKPOINT) {
        return;
      }
    } catch (SimulatedProcess.Unimplemented e) {
      return;
    }
    executed++;
    List<InstructionUops> uops = cracker.crack(List.of(sample.instruction()), c.before().rip());
    exact += uops.getFirst().accessesVary() || uops.getFirst().accesses().isEmpty() ? 0 : 1;
    long before = notAttributed();
    unit.begin(AccessPlan.of(uops), log, 1);
    if (notAttributed() != before && !isStoreOfException(uops.getFirst())) {
      wrong.putIfAbsent(
          sample.instruction().encoding().toString(),
          "%s %s: %s, made %s"
              .formatted(
                  sample.instruction().encoding(),
                  HexFormat.of().formatHex(c.code()),
                  uops.getFirst().accesses(),
                  made()));
    }
  }

  private long notAttributed() {
    return unit.figures().getOrDefault("accesses not attributed", -1L);
  }

  /** An x87 store that notes an exception which is not masked stores nothing. */
  private boolean isStoreOfException(InstructionUops uops) {
    return X87_STORES.contains(uops.instruction().mnemonic()) && made().isEmpty();
  }

  private List<String> made() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      if (log.isOperand(i)) {
        made.add((log.isWrite(i) ? "W" : "R") + log.bytes(i));
      }
    }
    return made;
  }
}
