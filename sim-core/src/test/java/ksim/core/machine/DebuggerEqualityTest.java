package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.timing.TimingLevel;
import ksim.mmu.Watch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that a debugger has stopped, stepped and looked at is the run that it has not. */
class DebuggerEqualityTest {
  private static final int ROUNDS = 250;
  private static final int MORE_SEEDS = 8;
  private static final long FOREVER = 100_000_000;

  private final RunRecord record = new RunRecord();
  private int breakpoints;
  private int watches;
  private int steps;

  private Stop debugged(Machine machine, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Debugger debugger = machine.debugger();
    List<Long> set = new ArrayList<>();
    List<Long> seen = new ArrayList<>(List.of(LongModeStart.IMAGE_LINEAR));
    long until = 0;
    Stop stop = new Stop.Limit();
    while (stop instanceof Stop.Debugged || stop instanceof Stop.Limit) {
      if (stop instanceof Stop.Debugged reached) {
        check(machine, reached, set);
        seen.add(machine.cpus().get(reached.cpu()).rip);
      }
      if (random.nextInt(3) == 0) {
        changeBreakpoints(debugger, set, seen.get(random.nextInt(seen.size())), random);
      }
      if (random.nextInt(10) == 0) {
        debugger.watch(
            random.nextBoolean()
                ? List.of()
                : List.of(new Watch(window(random), 4096, random.nextBoolean(), true)));
      }
      BitSet stepping = new BitSet();
      stepping.set(random.nextInt(machine.cpus().size()), random.nextInt(3) != 0);
      until = Math.max(until, machine.elapsedCycles()) + random.nextInt(1, 400);
      stop = debugger.resume(new BitSet(), stepping, until);
    }
    return stop;
  }

  private static long window(SplittableRandom random) {
    return 0x80_0000_0000L + 4096L * random.nextInt(512);
  }

  private static void changeBreakpoints(
      Debugger debugger, List<Long> set, long linear, SplittableRandom random) {
    if (set.size() > 5 || (!set.isEmpty() && random.nextBoolean())) {
      debugger.removeBreakpoint(set.remove(random.nextInt(set.size())));
    } else if (!set.contains(linear)) {
      set.add(linear);
      debugger.insertBreakpoint(linear);
    }
  }

  private void check(Machine machine, Stop.Debugged stop, List<Long> set) {
    Cpu cpu = machine.cpus().get(stop.cpu());
    switch (stop.cause()) {
      case BREAKPOINT -> {
        breakpoints++;
        assertThat(set).contains(cpu.rip);
      }
      case WATCH -> watches++;
      case STEP -> steps++;
    }
  }

  /** Where a run meets a watch is chance: then another one is wanted. */
  private boolean isCauseMissing() {
    return breakpoints == 0 || watches == 0 || steps == 0;
  }

  @ParameterizedTest
  @CsvSource({
    "1, NONE, 1000, 1",
    "2, NONE, 1000, 20",
    "1, FAST, 1000, 5",
    "2, FAST, 300, 1000",
    "2, FAST, 1, 2000",
    "1, DETAILED, 1000, 5",
    "2, DETAILED, 300, 1000",
  })
  void stopsLeaveNoTrace(int cpus, TimingLevel timing, long quantum, int threshold)
      throws IOException {
    long seeds = Long.getLong("ksim.debugger.seeds", 1);
    long most = 100 + seeds + MORE_SEEDS;
    for (long seed = 100; seed < 100 + seeds || (isCauseMissing() && seed < most); seed++) {
      record.clear();
      MachineConfiguration configuration =
          Guest.configuration(cpus, timing, quantum).with(Tiering.interpreted());
      RandomKernel kernel = new RandomKernel(seed, ROUNDS);
      Machine whole = record.watched(kernel.machine(configuration, record::console));
      Stop end = whole.run(FOREVER);
      String expectedTrace = record.trace();
      record.clear();
      Machine machine =
          record.watched(
              kernel.machine(configuration.with(new Tiering(threshold)), record::console));
      assertThat(debugged(machine, seed)).isEqualTo(end);
      Map<String, String> expected = RunRecord.state(whole);
      Map<String, String> actual = RunRecord.state(machine);
      expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
      assertThat(record.trace()).isEqualTo(expectedTrace);
    }
    assertThat(breakpoints).isPositive();
    assertThat(watches).isPositive();
    assertThat(steps).isPositive();
  }
}
