package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootRequest;
import ksim.core.boot.MultibootProtocol;
import ksim.core.boot.PhysicalMap;
import ksim.core.exec.Stop;
import ksim.core.snapshot.BadSnapshot;
import ksim.core.snapshot.Setup;
import ksim.core.snapshot.SnapshotReader;
import ksim.core.snapshot.SnapshotWriter;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The benchmark kernel, saved and restored on its way. {@code -Dksim.snapshot.cycles=1000000000}
 * takes it to its end.
 */
class BenchKernelSnapshotTest {
  private static final Path IMAGE = Path.of("..", "..", "shared", "bench", "kernel-s1.elf");
  private static final long MEMORY_BYTES = 256L << 20;
  private static final int SNAPSHOTS = 3;

  private final RunRecord record = new RunRecord();

  private Machine machine(MachineConfiguration configuration) {
    return record.watched(new Machine(configuration, new PcBoard(new PcOptions(record::console))));
  }

  private Machine booted(MachineConfiguration configuration) throws IOException, BadImage {
    assumeTrue(Files.exists(IMAGE), "the benchmark kernel is not here: " + IMAGE);
    Machine machine = machine(configuration);
    PhysicalMap map =
        new PhysicalMap(List.of(new PhysicalMap.Range(0, MEMORY_BYTES, PhysicalMap.Kind.RAM)));
    BinaryFile file = new BinaryFile("kernel-s1.elf", Files.readAllBytes(IMAGE));
    new MultibootProtocol()
        .load(new BootRequest(file, "", Optional.empty(), List.of(), map, 0), machine);
    return machine;
  }

  private Machine restored(Machine machine) throws IOException, BadSnapshot {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Setup setup = new Setup(machine.configuration(), new TreeMap<>());
    SnapshotWriter.write(machine, new TreeMap<>(), setup, "test", new DataOutputStream(out));
    ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
    SnapshotReader reader = SnapshotReader.open(new DataInputStream(in), "test");
    Machine copy = machine(reader.setup().configuration());
    reader.restore(copy, new TreeMap<>());
    return copy;
  }

  @ParameterizedTest
  @CsvSource({"1, NONE", "2, NONE", "1, FAST", "2, FAST", "1, DETAILED", "2, DETAILED"})
  void goesOnAsIfNothingHadHappened(int cpus, TimingLevel timing)
      throws IOException, BadImage, BadSnapshot {
    long limit =
        Long.getLong("ksim.snapshot.cycles", timing == TimingLevel.NONE ? 8_000_000 : 2_000_000);
    MachineConfiguration configuration =
        new MachineConfiguration(cpus, MEMORY_BYTES, "skylake", timing, 1000);
    Machine whole = booted(configuration);
    Stop end = whole.run(limit);
    String trace = record.trace();
    record.clear();
    SplittableRandom random = new SplittableRandom(cpus);
    Machine parts = booted(configuration);
    long last = whole.elapsedCycles();
    for (int i = 0; i < SNAPSHOTS; i++) {
      long cycle = last * i / SNAPSHOTS + random.nextLong(last / SNAPSHOTS);
      assertThat(parts.run(cycle)).isEqualTo(new Stop.Limit());
      parts = restored(parts);
    }
    assertThat(parts.run(limit)).isEqualTo(end);
    Map<String, String> expected = RunRecord.state(whole);
    Map<String, String> actual = RunRecord.state(parts);
    expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isEqualTo(value));
    assertThat(record.trace()).isEqualTo(trace);
  }
}
