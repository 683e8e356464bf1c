package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Linux of Debian (package linux-image-cloud-amd64) with the initial file system of {@code ksim
 * initramfs}: see sim-core/docs/kernels.md. The property {@code ksim.linux} names its bzImage or
 * vmlinux.
 */
class LinuxTest {
  private static final String PROPERTY = "ksim.linux";
  private static final String STATISTICS = "statistics.json";

  /** How Linux starts the lines by which it says that something is wrong with the machine. */
  private static final String TROUBLE =
      "(?s).*(WARNING: CPU|BUG:|Oops|Call Trace|unchecked MSR|lockup|unstable|stall|Firmware"
          + " Bug).*";

  @TempDir private Path directory;

  /** What a boot printed, and what was counted. */
  private record Boot(List<String> console, ObjectNode statistics) {
    /** The lines that the first program of user space printed. */
    List<String> program() {
      return console.stream().filter(line -> line.startsWith("ksim: ")).toList();
    }
  }

  private Boot boot(int cpus, String without, String... options) throws IOException {
    String property = System.getProperty(PROPERTY, "");
    assumeTrue(!property.isEmpty(), "no Linux: set -D" + PROPERTY + "=VMLINUZ");
    Path kernel = Path.of(property).toAbsolutePath();
    assumeTrue(Files.exists(kernel), "no such kernel: " + kernel);
    CommandRun run = new CommandRun(directory);
    assertThat(run.run(CommandRun.NOTHING, "initramfs", "hello.cpio")).isZero();
    List<String> words = new ArrayList<>(List.of("boot", kernel.toString()));
    words.addAll(List.of("--initrd", "hello.cpio", "--memory", "256M"));
    words.addAll(List.of("--append", "console=ttyS0", "--cpus", Integer.toString(cpus)));
    words.addAll(List.of("--stats", "--format", "json", "--out", STATISTICS));
    if (!without.equals("nothing")) {
      words.addAll(List.of("--no", without));
    }
    words.addAll(List.of(options));
    int code = run.run(CommandRun.NOTHING, words.toArray(String[]::new));
    assertThat(code).as(run.out() + run.err()).isZero();
    assertThat(run.out()).doesNotMatch(TROUBLE);
    ObjectNode statistics = (ObjectNode) new JsonMapper().readTree(run.read(STATISTICS));
    statistics.remove("host");
    return new Boot(run.out().lines().map(String::stripTrailing).toList(), statistics);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | nothing",
        "2 | nothing",
        "4 | nothing",
        "1 | hpet",
        "2 | kvmclock",
        "2 | kvmclock,hpet,pit,pci,cmos,i8042",
      })
  void reachesUserSpaceOnEachCpuAndPowersOff(int cpus, String without) throws IOException {
    List<String> program = boot(cpus, without).program();

    assertThat(program).hasSize(cpus + 4);
    assertThat(program.getFirst()).isEqualTo("ksim: user space reached");
    assertThat(program.get(1)).startsWith("ksim: Linux ");
    for (int cpu = 0; cpu < cpus; cpu++) {
      assertThat(program.get(2 + cpu)).isEqualTo("ksim: on CPU " + cpu);
    }
    assertThat(program.get(2 + cpus)).isEqualTo("ksim: " + cpus + " CPUs");
    assertThat(program.getLast()).isEqualTo("ksim: switching off");
  }

  /** Debian's kernel does not read MP tables: without ACPI it finds one CPU. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1 | acpi", "2 | acpi,hpet,kvmclock"})
  void withoutAcpiItReachesUserSpaceAndResets(int cpus, String without) throws IOException {
    assertThat(boot(cpus, without).program())
        .startsWith("ksim: user space reached")
        .endsWith("ksim: 1 CPUs", "ksim: no ACPI, resetting");
  }

  @Test
  void twoBootsAreTheSame() throws IOException {
    assertThat(boot(2, "nothing")).isEqualTo(boot(2, "nothing"));
  }

  @Test
  void theTierOfExecutionMakesNoDifference() throws IOException {
    assertThat(boot(2, "nothing", "--tier", "0")).isEqualTo(boot(2, "nothing", "--tier", "1"));
  }
}
