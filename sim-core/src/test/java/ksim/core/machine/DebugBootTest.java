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
import java.util.List;
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
 * A guest that raises debug exceptions of all kinds and logs where each came, RF in its frame and
 * DR6. The log is compared with that of Bochs; see the README beside the image.
 */
class DebugBootTest {
  private static final String RESOURCES = "debug/";
  private static final long ROM = 0xf_0000;
  private static final int MARK = 0xaaaa;
  private static final long LIMIT_CYCLES = 10_000_000;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DebugBootTest.class.getResourceAsStream(RESOURCES + name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] image() throws IOException {
    try (InputStream packed = DebugBootTest.class.getResourceAsStream(RESOURCES + "debug.bin.gz")) {
      return new GZIPInputStream(packed).readAllBytes();
    }
  }

  /** A line for each section: words with the mark in their upper half begin one. */
  private static String text(byte[] log) {
    StringBuilder text = new StringBuilder("begin:");
    ByteBuffer buffer = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      int word = buffer.getInt();
      text.append(word >>> 16 == MARK ? "\n%x:".formatted(word & 0xffff) : " %x".formatted(word));
    }
    return text.append('\n').toString();
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
    String log = text(serial.toByteArray());
    assertThat(stop).as(log).isInstanceOf(Stop.DebugExit.class);
    assertThat(log).isEqualTo(new String(resource("debug.log"), StandardCharsets.US_ASCII));
  }

  @Test
  void theImageIsTheSource(@TempDir Path directory) throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/as")).exists();
    Files.write(directory.resolve("debug.s"), resource("debug.s"));
    run(directory, List.of("/usr/bin/as", "--32", "debug.s", "-o", "debug.o"));
    run(
        directory,
        List.of(
            "/usr/bin/ld",
            "-m",
            "elf_i386",
            "-Ttext",
            "0",
            "--oformat",
            "binary",
            "debug.o",
            "-o",
            "debug.bin"));
    assertThat(Files.readAllBytes(directory.resolve("debug.bin"))).isEqualTo(image());
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
