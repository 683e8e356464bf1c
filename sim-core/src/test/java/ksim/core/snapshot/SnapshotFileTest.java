package ksim.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.processor.CpuModels;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
  private static final String BUILD = "1.2 abc";
  private static final int VERSION_AT = 8;
  private static final int BUILD_AT = 12;

  private static byte[] snapshot() throws IOException {
    MachineConfiguration configuration =
        new MachineConfiguration(
            2, 8 << 20, "skylake", TimingLevel.NONE, 77, CpuModels.of("skylake,-avx2"), 5);
    Machine machine = new Machine(configuration, value -> {});
    byte[] code = HexFormat.of().parseHex("48ffc048890425000070004801c3ebf0");
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code)),
        LongModeStart.IMAGE_LINEAR);
    machine.run(1000);
    TreeMap<String, String> board = new TreeMap<>();
    board.put("without", "hpet");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SnapshotWriter.write(
        machine,
        new TreeMap<>(),
        new Setup(configuration, board),
        BUILD,
        new DataOutputStream(out));
    return out.toByteArray();
  }

  private static SnapshotReader open(byte[] file) throws IOException, BadSnapshot {
    return SnapshotReader.open(new DataInputStream(new ByteArrayInputStream(file)), BUILD);
  }

  private static Machine restore(byte[] file) throws IOException, BadSnapshot {
    SnapshotReader reader = open(file);
    Machine machine = new Machine(reader.setup().configuration(), value -> {});
    reader.restore(machine, new TreeMap<>());
    return machine;
  }

  private static BadSnapshot complaint(byte[] file) throws IOException {
    try {
      restore(file);
    } catch (BadSnapshot e) {
      return e;
    }
    throw new AssertionError("restored");
  }

  @Test
  void keepsWhatTheMachineIsMadeOf() throws IOException, BadSnapshot {
    SnapshotReader reader = open(snapshot());
    MachineConfiguration configuration = reader.setup().configuration();
    assertThat(configuration.cpus()).isEqualTo(2);
    assertThat(configuration.memoryBytes()).isEqualTo(8 << 20);
    assertThat(configuration.quantumCycles()).isEqualTo(77);
    assertThat(configuration.cpuModel()).isEqualTo(CpuModels.of("skylake,-avx2"));
    assertThat(configuration.seed()).isEqualTo(5);
    assertThat(reader.setup().board()).containsOnlyKeys("without").containsValue("hpet");
    Machine machine = restore(snapshot());
    assertThat(machine.instructions()).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void isTheSameBytesEachTime() throws IOException {
    assertThat(snapshot()).isEqualTo(snapshot());
  }

  @Test
  void saysWhatIsForeign() throws IOException {
    byte[] elf = Arrays.copyOf(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 100);
    assertThat(complaint(elf).offset()).isZero();
    assertThat(complaint(elf))
        .hasMessageContaining("0x7f454c4602010100")
        .hasMessageContaining("no snapshot of ksim");
    byte[] version = snapshot();
    version[VERSION_AT + 3] = 9;
    assertThat(complaint(version).offset()).isEqualTo(VERSION_AT);
    assertThat(complaint(version)).hasMessageContaining("version is 9, expected 1");
    byte[] build = snapshot();
    build[BUILD_AT + 2] = '2';
    assertThat(complaint(build).offset()).isEqualTo(BUILD_AT);
    assertThat(complaint(build)).hasMessageContaining("2.2 abc, expected 1.2 abc");
  }

  @Test
  void noticesThatTheEndIsMissing() throws IOException {
    byte[] whole = snapshot();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 40; i++) {
      int length = i < 20 ? i : random.nextInt(whole.length);
      BadSnapshot bad = complaint(Arrays.copyOf(whole, length));
      assertThat(bad.offset()).isLessThanOrEqualTo(length);
      assertThat(bad.problem()).contains("ends within");
    }
  }

  @Test
  void noticesEveryChangedByte() throws IOException {
    byte[] whole = snapshot();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      int at = i < 30 ? i : random.nextInt(whole.length);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      BadSnapshot bad = complaint(damaged);
      assertThat(bad.offset()).as("byte %d", at).isLessThanOrEqualTo(at);
    }
  }

  @Test
  void doesNotTakeAnotherMachinesState() throws IOException, BadSnapshot {
    SnapshotReader reader = open(snapshot());
    Machine other =
        new Machine(
            new MachineConfiguration(1, 8 << 20, "skylake", TimingLevel.NONE, 77), value -> {});
    assertThatExceptionOfType(BadSnapshot.class)
        .isThrownBy(() -> reader.restore(other, new TreeMap<>()))
        .withMessageContaining("section is 'cpu 1'");
  }
}
