package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.timing.DetailedTiming;
import ksim.core.timing.TimingLevel;

/**
 * Two machines that differ in nothing but that one remembers what blocks have done. They run side
 * by side and are compared again and again.
 */
final class Twins {
  private static final String NEVER = ",memoization=0";
  private static final String ALWAYS = ",memoization=2";

  private final Machine forgetting;
  private final Machine remembering;

  /**
   * @param core the core description, perhaps with changed parameters
   * @param start makes a machine that is about to run the guest
   */
  Twins(String core, int cpus, long quantum, Function<MachineConfiguration, Machine> start) {
    this(
        start.apply(of(core + NEVER, cpus, quantum)),
        start.apply(of(core + ALWAYS, cpus, quantum)));
  }

  /** Those of a random guest. */
  static Twins randomLoops(String core, long seed) {
    return new Twins(core, 1, 1000, new RandomLoops(seed, 6)::machine);
  }

  private Twins(Machine forgetting, Machine remembering) {
    this.forgetting = forgetting;
    this.remembering = remembering;
  }

  static MachineConfiguration of(String core, int cpus, long quantum) {
    return new MachineConfiguration(cpus, 16 << 20, core, TimingLevel.DETAILED, quantum)
        .with(Tiering.interpreted());
  }

  Machine forgetting() {
    return forgetting;
  }

  Machine remembering() {
    return remembering;
  }

  /** Runs both to their end or to a limit, and compares them every so many cycles. */
  void run(long slice, long limit) {
    Stop stop = new Stop.Limit();
    for (long cycle = slice; stop.equals(new Stop.Limit()) && cycle <= limit; cycle += slice) {
      stop = forgetting.run(cycle);
      assertThat(remembering.run(cycle)).isEqualTo(stop);
      compare();
    }
  }

  /** Clocks and figures are the same. */
  void compare() {
    for (Cpu cpu : forgetting.cpus()) {
      Cpu twin = remembering.cpus().get(cpu.id);
      assertThat(List.of(twin.instructions, twin.cycles))
          .as("instructions and cycles of CPU %d", cpu.id)
          .isEqualTo(List.of(cpu.instructions, cpu.cycles));
      assertThat(remembering.timingFigures(cpu.id))
          .as("figures of CPU %d after %,d instructions", cpu.id, cpu.instructions)
          .isEqualTo(forgetting.timingFigures(cpu.id));
    }
  }

  /** What is saved is the same, byte by byte. */
  void compareSaved() throws IOException {
    Map<String, String> saved = saved(remembering);
    saved(forgetting)
        .forEach((part, bytes) -> assertThat(bytes.equals(saved.get(part))).as(part).isTrue());
  }

  /** What is saved of a machine without its memory, by part. */
  static Map<String, String> saved(Machine machine) throws IOException {
    Map<String, String> saved = new TreeMap<>();
    for (var part : machine.state().entrySet()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      part.getValue().save(new DataOutputStream(out));
      saved.put(part.getKey(), HexFormat.of().formatHex(out.toByteArray()));
    }
    return saved;
  }

  /** How many blocks the one that remembers has not run but repeated. */
  long repeated() {
    List<Long> repeated = new ArrayList<>();
    for (Cpu cpu : remembering.cpus()) {
      repeated.add(((DetailedTiming) remembering.timing(cpu.id)).repeatedBlocks());
      assertThat(((DetailedTiming) forgetting.timing(cpu.id)).repeatedBlocks()).isZero();
    }
    return repeated.stream().mapToLong(Long::longValue).sum();
  }
}
