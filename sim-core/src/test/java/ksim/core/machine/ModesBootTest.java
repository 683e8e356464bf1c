package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.RealModeStart;
import ksim.core.exec.Stop;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A guest that starts in real mode, goes through protected mode and its rings, task switches,
 * virtual-8086 mode, IA-32e mode with 64-bit and compatibility code in rings 0 and 3, and back to
 * real mode, and logs registers, stack frames and exceptions on the way: some three thousand
 * values. The log is compared with that of Bochs; see the README beside it.
 */
class ModesBootTest {
  private static final String RESOURCES = "modes/";
  private static final List<String> SOURCES =
      List.of("modes.s", "real.s", "protected.s", "rings.s", "tables.s", "tasks.s", "long.s");

  private static final long ROM = 0xf_0000;
  private static final int MARK = 0xaaaa;
  private static final long LIMIT_CYCLES = 10_000_000;

  private static InputStream resource(String name) {
    return Objects.requireNonNull(ModesBootTest.class.getResourceAsStream(RESOURCES + name));
  }

  private static byte[] image() throws IOException {
    try (InputStream packed = resource("modes.bin.gz")) {
      return new GZIPInputStream(packed).readAllBytes();
    }
  }

  private static String expectedLog() throws IOException {
    try (InputStream log = resource("modes.log")) {
      return new String(log.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** A line for each section: words with the mark in their upper half begin one. */
  private static String text(byte[] log) {
    StringBuilder text = new StringBuilder("begin:");
    ByteBuffer buffer = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      int word = buffer.getInt();
      text.append(word >>> 16 == MARK ? "%n%x:".formatted(word & 0xffff) : " %x".formatted(word));
    }
    return text.append('\n').toString().replace(System.lineSeparator(), "\n");
  }

  /** Blocks of one instruction with a quantum of one cycle, else up to 64. */
  @ParameterizedTest
  @ValueSource(longs = {1, 10_000})
  void logsWhatBochsLogs(long quantumCycles) throws IOException {
    ByteArrayOutputStream serial = new ByteArrayOutputStream();
    MachineConfiguration configuration =
        new MachineConfiguration(1, 16 << 20, "skylake", TimingLevel.NONE, quantumCycles);
    Machine machine = new Machine(configuration, serial::write);
    RealModeStart.start(machine, List.of(new ImageSegment(ROM, image())), 0xf000, 0xfff0);
    Stop stop = machine.run(LIMIT_CYCLES);
    assertThat(stop).isInstanceOf(Stop.DebugExit.class);
    if (Boolean.getBoolean("ksim.modes.approve")) {
      Files.writeString(
          Path.of("src/test/resources/ksim/core/machine", RESOURCES, "modes.log"),
          text(serial.toByteArray()));
    }
    assertThat(text(serial.toByteArray())).isEqualTo(expectedLog());
  }

  @Test
  void theImageIsTheSource(@TempDir Path directory) throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/as")).exists();
    for (String name : SOURCES) {
      try (InputStream source = resource(name)) {
        Files.copy(source, directory.resolve(name));
      }
    }
    run(directory, List.of("/usr/bin/as", "--32", "modes.s", "-o", "modes.o"));
    List<String> link = new ArrayList<>(List.of("/usr/bin/ld", "-m", "elf_i386", "-Ttext", "0"));
    link.addAll(List.of("--oformat", "binary", "modes.o", "-o", "modes.bin"));
    run(directory, link);
    assertThat(Files.readAllBytes(directory.resolve("modes.bin"))).isEqualTo(image());
  }

  private static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
  }
}
