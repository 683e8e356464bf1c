package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Label;
import ksim.core.exec.Stop;
import ksim.core.observe.Observer;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.StackDesigns;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same image on the simulator and in QEMU: it ends the same way, after the same page faults at
 * the same instructions.
 */
final class QemuComparisonTest {
  private static final int PAGE_FAULT = 14;
  private static final long MEMORY = 64 * KernelRun.MIB;

  /** So long that no slice ends: QEMU's timer counts its host's time. */
  private static final long TIME_SLICE = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({
    "populate,512,0",
    "lazy,512,0",
    "lazy,64,2",
    "probe-blind,1024,0",
    "probe-site,512,0",
    "probe-site,9000,3",
    "thunk,9000,0",
    "split,9000,0"
  })
  void endsAsInQemu(String id, int frameBytes, int faultAround, @TempDir Path directory) {
    assumeTrue(Qemu.installed(), "needs QEMU and GNU binutils");
    Modifiers modifiers = new Modifiers(1, faultAround, true, Modifiers.DEFAULT.kernelStacks());
    KernelBuilder builder =
        new KernelBuilder(
            StackDesigns.create(id, modifiers).orElseThrow(),
            new KernelParameters(1, MEMORY, 64, 0, 0, 1, TIME_SLICE));
    TestPrograms programs = new TestPrograms(builder);
    Label inner = programs.call("inner", frameBytes, () -> programs.transfer(true, 0, 64));
    programs.addApplication(
        "w", programs.loop("write_loop", 200, 64, () -> builder.assembler().call(inner)), 1 << 20);
    programs.addApplication(
        "r", programs.loop("read_loop", 200, 128, () -> programs.transfer(false, 0, 64)), 1 << 20);
    KernelImage image = builder.build();

    KernelRun run = new KernelRun(image, 1, MEMORY, 1000);
    List<String> faults = new ArrayList<>();
    run.machine()
        .observe(
            new Observer() {
              @Override
              public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
                assertThat(vector).isEqualTo(PAGE_FAULT);
                faults.add(String.format("%016x %016x", rip, cr2));
              }
            });
    Stop stop = run.run(1_000_000_000L);
    int exitValue = KernelRun.exitCode(stop).orElseThrow().value();

    Qemu.Outcome outcome = new Qemu(directory).run(image, MEMORY);
    assertThat(ExitCode.of(outcome.exitValue())).isEqualTo(ExitCode.of(exitValue));
    assertThat(outcome.pageFaults()).isEqualTo(faults);
  }
}
