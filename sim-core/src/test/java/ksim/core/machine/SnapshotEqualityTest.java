package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.observe.Observer;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.snapshot.Setup;
import ksim.core.snapshot.SnapshotReader;
import ksim.core.snapshot.SnapshotWriter;
import ksim.core.timing.TimingLevel;
import ksim.mmu.memory.MemoryChunk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is saved and restored on its way is the run that never stopped. */
class SnapshotEqualityTest {
  private static final int ROUNDS = 250;
  private static final int SNAPSHOTS = 5;

  private final StringBuilder trace = new StringBuilder();

  private Machine watched(Machine machine) {
    machine.observe(
        new Observer() {
          @Override
          public void interruptFlagChanged(Cpu cpu, long cycles, boolean enabled) {
            note(cpu, "IF " + enabled);
          }

          @Override
          public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
            note(cpu, "exception %d at %x, %x".formatted(vector, rip, cr2));
          }

          @Override
          public void interruptDelivered(Cpu cpu, int vector, long rip) {
            note(cpu, "interrupt %d at %x".formatted(vector, rip));
          }

          @Override
          public void halted(Cpu cpu) {
            note(cpu, "halted");
          }
        });
    return machine;
  }

  private void note(Cpu cpu, String what) {
    trace.append("%d %d %d %s%n".formatted(cpu.cycles, cpu.instructions, cpu.id, what));
  }

  private void console(int value) {
    trace.append("console ").append(value).append('\n');
  }

  private static byte[] save(Machine machine) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotWriter.write(
        machine,
        new Setup(machine.configuration(), new TreeMap<>()),
        "test",
        new DataOutputStream(out));
    return out.toByteArray();
  }

  private Machine restored(byte[] snapshot) throws IOException, BadSnapshot {
    SnapshotReader reader =
        SnapshotReader.open(new DataInputStream(new ByteArrayInputStream(snapshot)), "test");
    Machine machine = watched(new Machine(reader.setup().configuration(), this::console));
    reader.restore(machine);
    return machine;
  }

  /** Everything that is saved, part by part, for a comparison that names what differs. */
  private static Map<String, String> state(Machine machine) throws IOException {
    Map<String, String> state = new LinkedHashMap<>();
    for (var part : machine.state().entrySet()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      part.getValue().save(new DataOutputStream(out));
      state.put(part.getKey(), HexFormat.of().formatHex(out.toByteArray()));
    }
    for (MemoryChunk chunk : MemoryChunk.all(machine.memory())) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      chunk.save(new DataOutputStream(out));
      state.put("memory " + chunk.base(), HexFormat.of().formatHex(out.toByteArray()));
    }
    return state;
  }

  private void compare(RandomKernel kernel, MachineConfiguration configuration, long seed)
      throws IOException, BadSnapshot {
    Machine whole = watched(kernel.machine(configuration, this::console));
    Stop end = whole.run(100_000_000);
    assertThat(end).isEqualTo(new Stop.Halted());
    assertThat(whole.instructions()).isGreaterThan(10_000);
    String expectedTrace = trace.toString();
    trace.setLength(0);

    SplittableRandom random = new SplittableRandom(seed);
    List<Long> cycles = new ArrayList<>();
    for (int i = 0; i < SNAPSHOTS; i++) {
      cycles.add(random.nextLong(whole.elapsedCycles()));
    }
    cycles.sort(null);
    Machine parts = watched(kernel.machine(configuration, this::console));
    for (long cycle : cycles) {
      assertThat(parts.run(cycle)).isEqualTo(new Stop.Limit());
      byte[] snapshot = save(parts);
      parts = restored(snapshot);
    }
    assertThat(parts.run(100_000_000)).isEqualTo(end);
    Map<String, String> expected = state(whole);
    Map<String, String> actual = state(parts);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
    assertThat(trace.toString()).isEqualTo(expectedTrace);
    assertThat(parts.instructions()).isEqualTo(whole.instructions());
    assertThat(parts.elapsedCycles()).isEqualTo(whole.elapsedCycles());
  }

  @ParameterizedTest
  @CsvSource({
    "1, NONE, 1000",
    "2, NONE, 1000",
    "1, FAST, 1000",
    "2, FAST, 1000",
    "2, FAST, 37",
    "3, FAST, 1",
  })
  void randomGuestsGoOnAsIfNothingHadHappened(int cpus, TimingLevel timing, long quantum)
      throws IOException, BadSnapshot {
    long seeds = Long.getLong("ksim.snapshot.seeds", 1);
    for (long seed = 0; seed < seeds; seed++) {
      trace.setLength(0);
      MachineConfiguration configuration = Guest.configuration(cpus, timing, quantum);
      compare(new RandomKernel(seed, ROUNDS), configuration, seed);
    }
  }
}
