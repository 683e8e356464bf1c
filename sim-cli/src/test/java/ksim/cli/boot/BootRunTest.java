package ksim.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import ksim.core.boot.BadImage;
import ksim.core.boot.BinaryFile;
import ksim.core.boot.BootProtocols;
import ksim.core.boot.BootRequest;
import ksim.core.exec.Stop;
import ksim.core.firmware.Firmware;
import ksim.core.firmware.FirmwareLayout;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.machine.PcBoard;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

/** A machine run in pieces. */
class BootRunTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Interruption interruption = new Interruption();
  private GuestConsole output =
      new GuestConsole(new PrintStream(out, false, StandardCharsets.UTF_8));
  private final List<Long> pieces = new ArrayList<>();

  private Machine machine(byte[] kernel, String typed) throws BadImage {
    PcBoard board = new PcBoard(output::accept);
    Machine machine =
        new Machine(
            new MachineConfiguration(1, 64 << 20, "skylake", TimingLevel.NONE, 1000), board);
    FirmwareLayout layout = Firmware.install(machine, board.options());
    BinaryFile file = new BinaryFile("kernel", kernel);
    BootRequest request =
        new BootRequest(file, "", Optional.empty(), List.of(), layout.map(), layout.rsdp());
    BootProtocols.of(file).load(request, machine);
    typed.chars().forEach(c -> board.serial().receive((byte) c));
    return machine;
  }

  private Ending run(Machine machine, BootLimits limits, LongSupplier clock) {
    GuestInput nothing = new GuestInput(new ByteArrayInputStream(new byte[0]), false, value -> {});
    nothing.deliverWhole(5000);
    return new BootRun(
            machine,
            limits,
            output,
            nothing,
            interruption,
            m -> pieces.add(m.elapsedCycles()),
            clock)
        .run();
  }

  @Test
  void whereThePiecesEndMakesNoDifference() throws BadImage {
    BootLimits none = new BootLimits(BootLimits.NONE, BootLimits.NONE);
    List<String> results = new ArrayList<>();
    for (long seed = 0; seed < 3; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] now = {0};
      Machine machine = machine(SampleKernels.echo(), "ab.");
      Ending ending = run(machine, none, () -> now[0] += random.nextLong(80_000_000));
      results.add(ending + " " + machine.elapsedCycles() + " " + machine.instructions());
    }
    assertThat(results.stream().distinct()).hasSize(1);
    assertThat(pieces.stream().distinct().count()).isGreaterThan(5);
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("ab.ab.ab.");
  }

  @Test
  void limitsAreExact() throws BadImage {
    Machine machine = machine(SampleKernels.looping(), "");
    assertThat(run(machine, new BootLimits(BootLimits.NONE, 9_999_999), System::nanoTime))
        .isEqualTo(new Ending.Limited("--limit-instructions", 9_999_999));
    assertThat(machine.instructions()).isEqualTo(9_999_999);
    assertThat(run(machine, new BootLimits(12_345_678, BootLimits.NONE), System::nanoTime))
        .isEqualTo(new Ending.Limited("--limit-cycles", 12_345_678));
    assertThat(machine.elapsedCycles()).isBetween(12_345_678L, 12_345_680L);
  }

  @Test
  void anInterruptionEndsIt() throws BadImage {
    interruption.request();
    BootLimits none = new BootLimits(BootLimits.NONE, BootLimits.NONE);
    assertThat(run(machine(SampleKernels.looping(), ""), none, System::nanoTime))
        .isEqualTo(new Ending.Interrupted());
  }

  @Test
  void aGuestThatNothingCanWakeMakesNoProgress() throws BadImage {
    BootLimits none = new BootLimits(BootLimits.NONE, BootLimits.NONE);
    assertThat(run(machine(SampleKernels.halting(), ""), none, System::nanoTime))
        .isEqualTo(new Ending.Stopped(new Stop.Halted()));
  }

  @Test
  void aGuestWithInterruptsOffDoesNotWaitForInput() throws BadImage, IOException {
    try (PipedOutputStream typist = new PipedOutputStream()) {
      GuestInput open = new GuestInput(new PipedInputStream(typist), false, value -> {});
      BootLimits none = new BootLimits(BootLimits.NONE, BootLimits.NONE);
      Machine machine = machine(SampleKernels.halting(), "");
      BootRun run =
          new BootRun(machine, none, output, open, interruption, m -> {}, System::nanoTime);
      assertThat(run.run()).isEqualTo(new Ending.Stopped(new Stop.Halted()));
    }
  }

  @Test
  void nobodyReadsWhatTheGuestPrints() throws BadImage {
    output =
        new GuestConsole(
            new PrintStream(
                new OutputStream() {
                  @Override
                  public void write(int value) throws IOException {
                    throw new IOException("broken pipe");
                  }
                },
                false,
                StandardCharsets.UTF_8));
    BootLimits none = new BootLimits(BootLimits.NONE, BootLimits.NONE);
    assertThat(run(machine(SampleKernels.talking(), ""), none, System::nanoTime))
        .isEqualTo(new Ending.OutputClosed());
  }
}
