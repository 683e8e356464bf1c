package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ksim.cli.Approved;
import ksim.cli.boot.SampleKernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ksim boot} with kernels of a few instructions. */
class BootCommandTest {
  @TempDir private Path directory = Path.of("");
  private CommandRun ksim = new CommandRun(directory);

  @BeforeEach
  void start() {
    ksim = new CommandRun(directory);
  }

  private int boot(byte[] kernel, String... options) throws IOException {
    Files.write(directory.resolve("kernel.elf"), kernel);
    List<String> words = new ArrayList<>(List.of("boot", "kernel.elf"));
    words.addAll(List.of(options));
    return ksim.run(CommandRun.NOTHING, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 3", "0x10, 33", "0x7f, 255", "0x80, 1"})
  void whatTheGuestLeavesWithBecomesTheExitCode(String value, int code) throws IOException {
    assertThat(boot(SampleKernels.printing("hello\n", Integer.decode(value)))).isEqualTo(code);
    assertThat(ksim.out()).isEqualTo("hello\n");
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void verboseSaysHowItEnded() throws IOException {
    assertThat(boot(SampleKernels.printing("", 2), "-v")).isEqualTo(5);
    assertThat(ksim.err())
        .startsWith("ksim: the guest left with 0x2 at the debug-exit port, CPU 0\n")
        .contains("registers of CPU 0:", "<stuck");
  }

  @Test
  void aTripleFaultIsDiagnosed() throws IOException {
    assertThat(boot(SampleKernels.crashing(), "--last-blocks", "4")).isEqualTo(3);
    assertThat(ksim.out()).isEqualTo("crash\n");
    Approved.check("boot-crash.txt", ksim.err());
  }

  @Test
  void theOtherCpusAreNamed() throws IOException {
    assertThat(boot(SampleKernels.crashing(), "--cpus", "2")).isEqualTo(3);
    assertThat(ksim.err())
        .contains("CPUs:\n  CPU 0: running at 0x1000047 <inner+0xf>, ")
        .contains("last blocks: not kept; --last-blocks N shows them")
        .contains("  CPU 1: waits for a start-up message, 0 instructions, ");
  }

  @Test
  void quietSaysLessOfAFailure() throws IOException {
    assertThat(boot(SampleKernels.crashing(), "-q")).isEqualTo(3);
    assertThat(ksim.err().lines()).hasSize(1);
  }

  @Test
  void noProgressIsAnError() throws IOException {
    assertThat(boot(SampleKernels.halting())).isEqualTo(3);
    assertThat(ksim.err())
        .contains("no progress: the CPU is halted, and nothing is left that could wake it")
        .contains("CPU 0: halted at 0x1000008 <start+0x8> with interrupts disabled");
  }

  @Test
  void limitsEndARun() throws IOException {
    assertThat(boot(SampleKernels.looping(), "--limit-instructions", "123457")).isEqualTo(3);
    assertThat(ksim.err())
        .contains("the limit of 123,457 instructions is reached (--limit-instructions)")
        .contains("123,457 instructions,");
    assertThat(boot(SampleKernels.looping(), "--limit-cycles", "5000000")).isEqualTo(3);
    assertThat(ksim.err()).contains("the limit of 5,000,000 cycles is reached (--limit-cycles)");
  }

  @Test
  void theGuestReadsStandardInput() throws IOException {
    ksim.type("a\nb.");
    assertThat(boot(SampleKernels.echo(), "--limit-cycles", "1000000000")).isEqualTo(1);
    assertThat(ksim.out()).isEqualTo("a\nb.");
  }

  @Test
  void whatIsReadBeforeTheStartDoesNotDependOnTheHost() throws IOException {
    List<String> stats = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ksim.type("xyz.");
      assertThat(boot(SampleKernels.echo(), "--stats", "--format", "json")).isEqualTo(1);
      stats.add(withoutHost(ksim.err()));
    }
    assertThat(stats.stream().distinct()).hasSize(1);
  }

  private static String withoutHost(String json) {
    return json.replaceAll("(?s)\"host\" : \\{.*?\\}", "\"host\" : {}");
  }

  @Test
  void statisticsAreWritten() throws IOException {
    byte[] kernel = SampleKernels.eventful();
    assertThat(boot(kernel, "--stats", "--format", "json", "--out", "s.json", "--timing", "fast"))
        .isEqualTo(33);
    Approved.check("boot-stats.json", withoutHost(ksim.read("s.json")) + "\n");
    assertThat(ksim.err()).isEmpty();
    assertThat(boot(kernel, "--stats")).isEqualTo(33);
    assertThat(ksim.err())
        .contains("exceptions             #UD 1", "million instructions a second");
    assertThat(boot(kernel, "--stats", "--timing", "detailed")).isEqualTo(33);
    assertThat(ksim.err())
        .contains("\n  mispredicted conditional branches 0\n")
        .contains("\n  instructions without a figure     0\n")
        .contains("\n  halts                             0\n");
  }

  @Test
  void tracesAreTheSameEachTime() throws IOException {
    byte[] kernel = SampleKernels.eventful();
    String[] all = {
      "--trace",
      "instructions,blocks,exceptions,interrupts,devices,msrs,control,cr3",
      "--trace-out",
      "trace.txt"
    };
    assertThat(boot(kernel, all)).isEqualTo(33);
    String first = ksim.read("trace.txt");
    assertThat(boot(kernel, all)).isEqualTo(33);
    assertThat(ksim.read("trace.txt")).isEqualTo(first);
    Approved.check("boot-trace.txt", first);
  }

  @Test
  void whatComesAfterATraceOnStandardErrorIsSaid() throws IOException {
    assertThat(boot(SampleKernels.crashing(), "--trace", "devices", "--stats")).isEqualTo(3);
    assertThat(ksim.err())
        .containsSubsequence(
            "out8 0x3f8", "ksim: triple fault on CPU 0", "registers of CPU 0:", "statistics\n");
  }

  @Test
  void aPortThatIsTakenIsNoErrorOfKsim() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(boot(SampleKernels.printing("ran", 0), "--gdb", port)).isEqualTo(2);
      assertThat(ksim.err())
          .startsWith("ksim: error: --gdb: cannot listen on port " + port)
          .doesNotContain("registers");
    }
  }

  @Test
  void aTraceThatCannotBeWrittenIsAnError() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no file that takes nothing");
    byte[] kernel = SampleKernels.printing("hello\n", 2);
    assertThat(boot(kernel, "--trace", "instructions", "--trace-out", full.toString()))
        .isEqualTo(2);
    assertThat(ksim.out()).isEqualTo("hello\n");
    assertThat(ksim.err()).isEqualTo("ksim: error: cannot write the trace\n");
  }

  @Test
  void tracesCanBeNarrowed() throws IOException {
    byte[] kernel = SampleKernels.eventful();
    assertThat(boot(kernel, "--trace", "instructions:undefined", "--trace", "devices:0xf4"))
        .isEqualTo(33);
    assertThat(ksim.err().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("<undefined>  addq   $0x2,(%rsp)"))
        .anyMatch(line -> line.contains("iretq"))
        .anyMatch(line -> line.contains("out8 0xf4"));
    assertThat(boot(kernel, "--trace", "instructions:instructions=0-2:cpu=0")).isEqualTo(33);
    assertThat(ksim.err().lines()).hasSize(3);
    assertThat(boot(kernel, "--trace", "instructions:cpu=1")).isEqualTo(33);
    assertThat(ksim.err()).isEmpty();
  }

  @Test
  void symbolsComeFromAnotherFile() throws IOException {
    ksim.write("System.map", "0000000001000000 T beginning\n0000000001000007 t rest\n");
    assertThat(boot(SampleKernels.halting(), "--symbols", "System.map")).isEqualTo(3);
    assertThat(ksim.err()).contains("<rest+0x1>");
  }
}
