package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OSv, built elsewhere with stacks populated at once ({@code osv-eager.elf}) and lazily ({@code
 * osv-lazy.elf}), each with {@code /hello} and {@code /tst-pipe.so} in its file system: see
 * sim-core/docs/kernels.md. The property {@code ksim.osv} names their directory.
 */
class OsvTest {
  private static final String PROPERTY = "ksim.osv";

  private static final String WITHOUT_XSAVE =
      "skylake,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1,-avx,-avx2,-fma,-f16c";

  @TempDir private Path directory;

  private String boot(String image, int cpus, String without, String program, String... more) {
    String images = System.getProperty(PROPERTY, "");
    assumeTrue(!images.isEmpty(), "no OSv images: set -D" + PROPERTY + "=DIRECTORY");
    Path kernel = Path.of(images).resolve("osv-" + image + ".elf").toAbsolutePath();
    assumeTrue(Files.exists(kernel), "no such OSv image: " + kernel);
    List<String> words = new ArrayList<>(List.of("boot", kernel.toString(), "--memory", "512M"));
    words.addAll(List.of("--cpus", Integer.toString(cpus)));
    words.addAll(List.of("--append", "--verbose --nomount " + program));
    if (!without.equals("nothing")) {
      words.addAll(List.of("--no", without));
    }
    words.addAll(List.of(more));
    CommandRun run = new CommandRun(directory);
    assertThat(run.run(CommandRun.NOTHING, words.toArray(String[]::new))).as(run.err()).isZero();
    return run.out();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eager | 1 | nothing",
        "eager | 2 | nothing",
        "eager | 1 | acpi",
        "eager | 2 | acpi",
        "eager | 4 | acpi,hpet,pci,pit,pic,cmos",
        "eager | 1 | kvmclock",
        "eager | 2 | kvmclock",
        "lazy  | 1 | nothing",
        "lazy  | 2 | nothing",
        "lazy  | 1 | acpi",
        "lazy  | 2 | acpi",
        "lazy  | 2 | kvmclock",
      })
  void saysHello(String image, int cpus, String without) {
    String out = boot(image, cpus, without, "/hello");
    assertThat(out).startsWith("OSv ").contains("Hello from C code");
    assertThat(out.lines()).contains(cpus + " CPUs detected", "Powering off.");
    assertThat(boot(image, cpus, without, "/hello")).isEqualTo(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86-64", "nehalem", "skylake,-x2apic", "skylake,-xsave", "max"})
  void runsOnProcessorsOfMoreAndFewerFeatures(String model) {
    String cpu = model.equals("skylake,-xsave") ? WITHOUT_XSAVE : model;
    assertThat(boot("lazy", 2, "nothing", "/hello", "--cpu", cpu)).contains("Hello from C code");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eager | 1 | nothing",
        "eager | 2 | nothing",
        "eager | 1 | acpi",
        "eager | 2 | acpi",
        "lazy  | 1 | nothing",
        "lazy  | 2 | nothing",
        "lazy  | 1 | acpi",
        "lazy  | 2 | acpi",
      })
  void passesItsTestOfPipes(String image, int cpus, String without) {
    String out = boot(image, cpus, without, "/tst-pipe.so");
    assertThat(out.lines()).contains("SUMMARY: 87 tests, 0 failures", "Powering off.");
    assertThat(out.lines().filter(line -> line.startsWith("PASS: "))).hasSize(87);
  }
}
