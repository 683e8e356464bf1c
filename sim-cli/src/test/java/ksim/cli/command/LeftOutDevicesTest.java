package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import ksim.core.machine.PcDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ksim boot --no}. */
class LeftOutDevicesTest {
  @TempDir private Path directory;

  @Test
  void aDeviceThatThereIsNotIsNamed() {
    CommandRun run = new CommandRun(directory);
    assertThat(run.run(CommandRun.NOTHING, "boot", "none.elf", "--no", "pci,hpett"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("--no: found 'hpett'").contains("hpet");
  }

  @Test
  void allAreListed() {
    CommandRun run = new CommandRun(directory);
    assertThat(run.run(CommandRun.NOTHING, "list")).isZero();
    assertThat(run.out()).contains(Arrays.stream(PcDevice.values()).map(PcDevice::label).toList());
  }

  @Test
  void allCanBeLeftOut() {
    CommandRun run = new CommandRun(directory);
    String[] words = {"boot", "none.elf", "--no", "cmos", "--no", "debug-exit,fw_cfg,kvmclock"};
    assertThat(run.run(CommandRun.NOTHING, words)).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("none.elf").doesNotContain("--no");
  }
}
