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

/**
 * KVM's unit tests, built elsewhere: see sim-core/docs/kernels.md. The property {@code
 * ksim.kvm.tests} names the directory of their 64-bit images, {@code ksim.kvm.tests32} that of
 * those of 32 bits.
 */
class KvmUnitTestsTest {
  private static final String PROPERTY = "ksim.kvm.tests";
  private static final String PROPERTY_32 = "ksim.kvm.tests32";
  private static final int PASSED = 1;
  private static final int SKIPPED = 77;

  @TempDir private Path directory;

  private String out = "";

  private static Path image(String property, String name) {
    String images = System.getProperty(property, "");
    assumeTrue(!images.isEmpty(), "no unit tests of KVM: set -D" + property + "=DIRECTORY");
    Path image = Path.of(images).resolve(name + ".flat").toAbsolutePath();
    assumeTrue(Files.exists(image), "no such unit test of KVM: " + image);
    return image;
  }

  private int boot(Path image, String... options) {
    List<String> words = new ArrayList<>(List.of("boot", image.toString()));
    words.addAll(List.of(options));
    CommandRun run = new CommandRun(directory);
    int status = run.run(CommandRun.NOTHING, words.toArray(String[]::new));
    out = run.out().replace("\r", "") + run.err();
    return status;
  }

  private long count(String start) {
    return out.lines().filter(line -> line.startsWith(start)).count();
  }

  private void passes(String property, String name, int cpus, String cpu, String summary) {
    String number = Integer.toString(cpus);
    int status = boot(image(property, name), "--cpus", number, "--cpu", cpu);
    assertThat(status).as(out).isEqualTo(PASSED);
    assertThat(out.lines()).contains("SUMMARY: " + summary);
    assertThat(count("FAIL")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setjmp              | 1 | skylake               | 10 tests",
        "idt_test            | 1 | skylake               | 4 tests",
        "eventinj            | 1 | skylake               | 13 tests",
        "emulator            | 1 | skylake               | 151 tests, 1 skipped",
        "smptest             | 2 | skylake               | 1 tests",
        "smptest             | 3 | skylake               | 1 tests",
        "smap                | 1 | skylake               | 18 tests",
        "umip                | 1 | skylake,+umip         | 21 tests",
        "umip                | 1 | skylake               | 11 tests",
        "pcid                | 1 | skylake               | 2 tests",
        "pcid                | 1 | skylake,-pcid         | 2 tests",
        "pcid                | 1 | skylake,-pcid,-invpcid | 2 tests",
        "tsc                 | 1 | skylake               | 3 tests",
        "tsc_adjust          | 1 | skylake               | 6 tests",
        "memory              | 1 | skylake               | 7 tests, 2 skipped",
        "memory              | 1 | max                   | 7 tests, 1 skipped",
        "xsave               | 1 | skylake               | 386 tests",
        "xsave               | 1 | nehalem               | 5 tests, 1 skipped",
        "la57                | 1 | max                   | 56 tests, 4 skipped",
        "la57                | 1 | skylake               | 56 tests, 4 skipped",
        "debug               | 1 | skylake               | 25 tests",
        "msr                 | 1 | skylake               | 1808 tests",
        "ioapic              | 4 | skylake               | 30 tests",
        "pku                 | 1 | max                   | 7 tests",
        "pks                 | 1 | max                   | 7 tests",
        "hypercall           | 1 | skylake               | 4 tests",
        "apic                | 2 | skylake               | 56 tests",
        "rdpru               | 1 | skylake               | 1 tests",
        "tscdeadline_latency | 1 | skylake               | 1 tests",
      })
  void pass(String name, int cpus, String cpu, String summary) {
    passes(PROPERTY, name, cpus, cpu, summary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setjmp      | 10 tests",
        "eventinj    | 15 tests",
        "emulator    | 86 tests, 1 skipped",
        "smap        | 18 tests",
        "umip        | 21 tests",
        "tsc         | 6 tests",
        "tsc_adjust  | 6 tests",
        "cmpxchg8b   | 1 tests",
        "taskswitch2 | 13 tests",
        "la57        | 1 tests",
      })
  void passIn32Bits(String name, String summary) {
    passes(PROPERTY_32, name, 1, "max", summary);
  }

  @Test
  void passesInRealMode() {
    assertThat(boot(image(PROPERTY, "realmode"))).as(out).isEqualTo(PASSED);
    assertThat(count("PASS: ")).isEqualTo(127);
    assertThat(count("FAIL")).isZero();
  }

  /** Each of nearly two million accesses through page tables faults, or does not, as it should. */
  @Test
  void accesses() {
    assertThat(boot(image(PROPERTY, "access_test"))).as(out).isEqualTo(PASSED);
    assertThat(out.lines()).contains("1916935 tests, 0 failures");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // SYSCALL in compatibility mode is only tried with the test device.
        "syscall | 1 | 1000 | 2 tests, 1 skipped",
        "smptest | 2 | 1000 | 1 tests",
        "apic    | 2 | 1000 | 55 tests",
      })
  void passAsAModuleSays(String name, int cpus, String quantum, String summary) throws IOException {
    Path image = image(PROPERTY, name);
    Path module = directory.resolve("environment");
    Files.writeString(module, "NR_CPUS=" + cpus + "\nMEMSIZE=128\nMEMLIMIT=0\nTEST_DEVICE=0\n");
    String number = Integer.toString(cpus);
    int status = boot(image, "--cpus", number, "--quantum", quantum, "--module", module.toString());
    assertThat(status).as(out).isEqualTo(PASSED);
    assertThat(out.lines()).contains("SUMMARY: " + summary);
  }

  @Test
  void clocksOfTwoCpusAgree() {
    int status =
        boot(
            image(PROPERTY, "kvmclock_test"),
            "--cpus",
            "2",
            "--quantum",
            "1",
            "--append",
            "20000 " + 1_577_836_800L); // when the machine is switched on by its own clock
    assertThat(status).as(out).isEqualTo(PASSED);
    assertThat(out.lines()).contains("SUMMARY: 1 tests");
  }

  @ParameterizedTest
  @CsvSource({"cet", "tsx-ctrl", "vmx", "svm", "pmu_lbr", "asyncpf"})
  void skipWhatTheProcessorDoesNotHave(String name) {
    assertThat(boot(image(PROPERTY, name), "--cpu", "max")).as(out).isEqualTo(SKIPPED);
  }
}
