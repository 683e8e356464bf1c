package ksim.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import ksim.cli.boot.SampleKernels;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocols;
import ksim.core.boot.BootRequest;
import ksim.core.boot.ImageSegment;
import ksim.core.boot.LongModeStart;
import ksim.core.boot.PhysicalMap;
import ksim.core.exec.Stop;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.machine.PcOptions;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real gdb, where there is one. */
class RealGdbTest {
  private static final Path GDB = Path.of("/usr/bin/gdb");
  private static final long MEMORY = 64L << 20;

  @TempDir private Path directory = Path.of("");
  private final StringBuilder console = new StringBuilder();

  /** How a machine goes on while gdb waits for it. */
  private static final class Quiet implements GdbServer.Surroundings {
    @Override
    public void pump() {}

    @Override
    public boolean interrupted() {
      return false;
    }

    @Override
    public boolean awaitsInput() {
      return false;
    }
  }

  /**
   * What came of a session.
   *
   * @param text what gdb printed
   * @param outcome how it ended for the machine
   */
  private record Session(String text, GdbServer.Outcome outcome, Machine machine) {}

  private Machine machine(byte[] kernel, int cpus) throws BadImage {
    Machine machine =
        new Machine(
            new MachineConfiguration(cpus, MEMORY, "skylake", TimingLevel.NONE, 1000),
            new PcBoard(new PcOptions(value -> console.append((char) value))));
    BinaryFile file = new BinaryFile("kernel.elf", kernel);
    PhysicalMap map =
        new PhysicalMap(List.of(new PhysicalMap.Range(0, MEMORY, PhysicalMap.Kind.RAM)));
    BootProtocols.of(file)
        .load(new BootRequest(file, "", Optional.empty(), List.of(), map, 0), machine);
    return machine;
  }

  private Session debug(byte[] kernel, int cpus, String... commands)
      throws IOException, BadImage, InterruptedException {
    Path image = Files.write(directory.resolve("kernel.elf"), kernel);
    return debug(machine(kernel, cpus), "file " + image, commands);
  }

  private Session debug(Machine machine, String first, String... commands)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(GDB), "there is no gdb at " + GDB);
    try (GdbServer server = new GdbServer(0, machine, new Quiet(), Long.MAX_VALUE)) {
      CompletableFuture<GdbServer.Outcome> outcome =
          CompletableFuture.supplyAsync(() -> run(server));
      List<String> script =
          new ArrayList<>(
              List.of(
                  "set pagination off",
                  "set confirm off",
                  "set architecture i386:x86-64",
                  first,
                  "target remote localhost:" + server.port()));
      script.addAll(List.of(commands));
      Path file = Files.write(directory.resolve("script.gdb"), script);
      Process gdb =
          new ProcessBuilder(GDB.toString(), "-q", "-nx", "-batch", "-x", file.toString())
              .redirectErrorStream(true)
              .start();
      gdb.getOutputStream().close();
      String text = new String(gdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(gdb.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Session(text, outcome.join(), machine);
    }
  }

  private static GdbServer.Outcome run(GdbServer server) {
    try {
      return server.run(port -> {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void breaksStepsAndPrintsABacktrace() throws IOException, BadImage, InterruptedException {
    Session session =
        debug(
            SampleKernels.crashing(),
            2,
            "info threads",
            "break inner",
            "continue",
            "stepi 2",
            "backtrace",
            "print/x $rbx",
            "x/i $rip",
            "monitor info cycles",
            "set var $rbx = 0x1234",
            "continue",
            "print/x $rbx",
            "print/x $cr2",
            "kill");
    assertThat(session.text())
        .contains("Thread 1 (CPU 0, running)")
        .contains("Breakpoint 1, 0x", "in inner ()")
        .containsPattern("#0 +0x[0-9a-f]+ in inner \\(\\)\n#1 +0x[0-9a-f]+ in outer \\(\\)\n#2 ")
        .contains("$1 = 0x7777")
        .contains("cycles")
        .contains("ksim: triple fault")
        .contains("SIGSEGV")
        .contains("$2 = 0x1234")
        .contains("$3 = 0xffff800000001234");
    assertThat(session.outcome()).isInstanceOf(GdbServer.Outcome.Killed.class);
    assertThat(console.toString()).isEqualTo("crash\n");
  }

  @Test
  void watchpointsSayWhatWasAccessed() throws IOException, BadImage, InterruptedException {
    Session session =
        debug(
            SampleKernels.crashing(),
            1,
            "break outer",
            "continue",
            "watch -location *(long*)($rsp-8)",
            "continue",
            "info registers rip",
            "delete",
            "detach");
    assertThat(session.text()).contains("Hardware watchpoint 2", "Old value = 0");
    assertThat(session.outcome()).isInstanceOf(GdbServer.Outcome.Detached.class);
    assertThat(session.machine().run(1_000_000)).isInstanceOf(Stop.TripleFault.class);
  }

  /** Two CPUs that count in RAX. */
  private static Machine counting() {
    Machine machine =
        new Machine(
            new MachineConfiguration(2, MEMORY, "skylake", TimingLevel.NONE, 10), value -> {});
    byte[] code = HexFormat.of().parseHex("48ffc090ebfa");
    LongModeStart.start(
        machine,
        List.of(new ImageSegment(LongModeStart.IMAGE_PHYSICAL, code)),
        LongModeStart.IMAGE_LINEAR);
    return machine;
  }

  @Test
  void threadsMoveTogetherOrAlone() throws IOException, InterruptedException {
    Session session =
        debug(
            counting(),
            "set logging enabled off",
            "thread 2",
            "set scheduler-locking on",
            "stepi 6",
            "print $rax",
            "thread 1",
            "print $rax",
            "set scheduler-locking off",
            "thread 2",
            "stepi 300",
            "print $rax",
            "thread 1",
            "print $rax > 90 && $rax < 110",
            "thread apply all print $rip >= 0x40200000",
            "set var $rip = 0x40200003",
            "stepi",
            "x/i $rip",
            "kill");
    assertThat(session.text())
        .contains("Switching to thread 2 (Thread 2)")
        .contains("$1 = 2\n", "$2 = 0\n", "$3 = 102\n", "$4 = 1\n", "$5 = 1\n", "$6 = 1\n")
        .contains("=> 0x40200004:\tjmp");
    assertThat(session.outcome()).isInstanceOf(GdbServer.Outcome.Killed.class);
  }

  @Test
  void tellsTheExitCode() throws IOException, BadImage, InterruptedException {
    Session session = debug(SampleKernels.printing("hello", 3), 1, "continue");
    assertThat(session.text()).contains("exited with code 07");
    assertThat(session.outcome()).isEqualTo(new GdbServer.Outcome.Ended(new Stop.DebugExit(0, 3)));
    assertThat(console.toString()).isEqualTo("hello");
  }
}
