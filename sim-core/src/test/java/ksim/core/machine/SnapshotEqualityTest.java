package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.exec.Stop;
import ksim.core.exec.Tiering;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.snapshot.Setup;
import ksim.core.snapshot.SnapshotReader;
import ksim.core.snapshot.SnapshotWriter;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is saved and restored on its way is the run that never stopped. */
class SnapshotEqualityTest {
  private static final int ROUNDS = 250;
  private static final int SNAPSHOTS = 5;

  private final RunRecord record = new RunRecord();

  private static byte[] save(Machine machine) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotWriter.write(
        machine,
        new TreeMap<>(),
        new Setup(machine.configuration(), new TreeMap<>()),
        "test",
        new DataOutputStream(out));
    return out.toByteArray();
  }

  private Machine restored(byte[] snapshot, Tiering tiering) throws IOException, BadSnapshot {
    SnapshotReader reader =
        SnapshotReader.open(new DataInputStream(new ByteArrayInputStream(snapshot)), "test");
    Machine machine =
        record.watched(new Machine(reader.setup().configuration().with(tiering), record::console));
    reader.restore(machine, new TreeMap<>());
    return machine;
  }

  private void compare(
      RandomKernel kernel, MachineConfiguration configuration, Tiering tiering, long seed)
      throws IOException, BadSnapshot {
    Machine whole = record.watched(kernel.machine(configuration, record::console));
    Stop end = whole.run(100_000_000);
    assertThat(end).isEqualTo(new Stop.Halted());
    assertThat(whole.instructions()).isGreaterThan(10_000);
    String expectedTrace = record.trace();
    record.clear();

    SplittableRandom random = new SplittableRandom(seed);
    List<Long> cycles = new ArrayList<>();
    for (int i = 0; i < SNAPSHOTS; i++) {
      cycles.add(random.nextLong(whole.elapsedCycles()));
    }
    cycles.sort(null);
    Machine parts = record.watched(kernel.machine(configuration.with(tiering), record::console));
    for (long cycle : cycles) {
      assertThat(parts.run(cycle)).isEqualTo(new Stop.Limit());
      parts = restored(save(parts), tiering);
    }
    assertThat(parts.run(100_000_000)).isEqualTo(end);
    Map<String, String> expected = RunRecord.state(whole);
    Map<String, String> actual = RunRecord.state(parts);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
    assertThat(record.trace()).isEqualTo(expectedTrace);
    assertThat(parts.instructions()).isEqualTo(whole.instructions());
    assertThat(parts.elapsedCycles()).isEqualTo(whole.elapsedCycles());
  }

  @ParameterizedTest
  @CsvSource({
    "1, NONE, 1000, 1",
    "2, NONE, 1000, 20",
    "1, FAST, 1000, 1",
    "2, FAST, 1000, 20",
    "2, FAST, 37, 2000",
    "3, FAST, 1, 2000",
    "1, DETAILED, 1000, 1",
    "2, DETAILED, 37, 20",
  })
  void randomGuestsGoOnAsIfNothingHadHappened(
      int cpus, TimingLevel timing, long quantum, int threshold) throws IOException, BadSnapshot {
    long seeds = Long.getLong("ksim.snapshot.seeds", 1);
    for (long seed = 0; seed < seeds; seed++) {
      record.clear();
      MachineConfiguration configuration =
          Guest.configuration(cpus, timing, quantum).with(Tiering.interpreted());
      compare(new RandomKernel(seed, ROUNDS), configuration, new Tiering(threshold), seed);
    }
  }
}
