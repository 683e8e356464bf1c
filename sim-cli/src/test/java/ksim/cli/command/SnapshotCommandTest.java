package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ksim.cli.boot.SampleKernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ksim boot --snapshot-at} and {@code --restore}. */
class SnapshotCommandTest {
  private static final String TEXT = "the quick brown fox jumps over the lazy dog";

  @TempDir private Path directory = Path.of("");
  private CommandRun ksim = new CommandRun(directory);

  @BeforeEach
  void start() throws IOException {
    ksim = new CommandRun(directory);
    Files.write(directory.resolve("kernel.elf"), SampleKernels.printing(TEXT, 4));
  }

  private int boot(String... options) {
    List<String> words = new ArrayList<>(List.of("boot"));
    words.addAll(List.of(options));
    return ksim.run(CommandRun.NOTHING, words.toArray(String[]::new));
  }

  private static String withoutHostTime(String statistics) {
    return statistics.replaceAll("(?m)^.*on this host.*$", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "9", "20"})
  void theRestOfTheRunIsTheSame(String cycle) {
    for (String timing : List.of("none", "fast")) {
      String trace = "instructions,devices:cycles=" + cycle + "-100000";
      String[] common = {"kernel.elf", "--timing", timing, "--cpus", "2", "--stats"};
      assertThat(boot(with(common, "--trace", trace))).isEqualTo(9);
      String whole = withoutHostTime(ksim.err());
      assertThat(ksim.out()).isEqualTo(TEXT);
      assertThat(
              boot(with(common, "--trace", trace, "--snapshot-at", cycle, "--snapshot", "s.ksim")))
          .isEqualTo(9);
      assertThat(ksim.out()).isEqualTo(TEXT);
      assertThat(withoutHostTime(ksim.err())).as("the run goes on undisturbed").isEqualTo(whole);
      assertThat(boot("kernel.elf", "--restore", "s.ksim", "--stats", "--trace", trace))
          .isEqualTo(9);
      assertThat(TEXT).endsWith(ksim.out());
      assertThat(withoutHostTime(ksim.err())).isEqualTo(whole);
    }
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aSnapshotRemembersWhatWasLeftOut() {
    assertThat(
            boot("kernel.elf", "--no", "hpet,acpi", "--snapshot-at", "10", "--snapshot", "s.ksim"))
        .isEqualTo(9);
    assertThat(boot("--restore", "s.ksim", "--stats")).isEqualTo(9);
    assertThat(ksim.err()).doesNotContain("byte 0x");
  }

  @Test
  void saysThatTheCycleWasNotReached() {
    assertThat(boot("kernel.elf", "--snapshot-at", "1000000", "--snapshot", "s.ksim")).isEqualTo(3);
    assertThat(ksim.err()).contains("no snapshot was written, because cycle 1,000,000");
    assertThat(directory.resolve("s.ksim")).doesNotExist();
  }

  @Test
  void damagedSnapshotsAreRefusedWithTheirOffset() throws IOException {
    assertThat(boot("kernel.elf", "--snapshot-at", "10", "--snapshot", "s.ksim")).isEqualTo(9);
    byte[] whole = Files.readAllBytes(directory.resolve("s.ksim"));
    Files.write(directory.resolve("cut.ksim"), Arrays.copyOf(whole, whole.length / 2));
    assertThat(boot("--restore", "cut.ksim")).isEqualTo(2);
    assertThat(ksim.err()).startsWith("cut.ksim: byte 0x").contains("error: the file ends within");
    assertThat(boot("--restore", "kernel.elf")).isEqualTo(2);
    assertThat(ksim.err())
        .startsWith("kernel.elf: byte 0x0: error: magic number is 0x7f454c46")
        .endsWith("no snapshot of ksim\n");
    assertThat(boot("--restore", "nothing.ksim")).isEqualTo(2);
    assertThat(ksim.err()).contains("--restore: cannot read nothing.ksim");
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    assertThat(boot("kernel.elf", "--snapshot-at", "10")).isEqualTo(2);
    assertThat(ksim.err()).contains("belong together");
    assertThat(boot("--restore", "s.ksim", "--cpus", "2")).isEqualTo(2);
    assertThat(ksim.err()).contains("--cpus: cannot be combined with --restore");
    assertThat(boot()).isEqualTo(2);
    assertThat(ksim.err()).contains("Missing required parameter: 'IMAGE'");
    assertThat(boot("kernel.elf", "--gdb", "70000")).isEqualTo(2);
    assertThat(ksim.err()).contains("--gdb: found '70000'");
  }
}
