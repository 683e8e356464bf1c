package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import org.junit.jupiter.api.Test;

class MachineTest {
  private static final String SUM =
      """
      b9 e8 03 00 00\
      31 c0\
      01 c8\
      ff c9\
      75 fa\
      e6 f4\
      """;

  @Test
  void runsALoopAndLeavesThroughTheDebugExit() {
    Machine machine = Guest.start(SUM);

    Stop stop = machine.run(1_000_000);

    assertThat(stop).isEqualTo(new Stop.DebugExit(0, 500500 & 0xff));
    assertThat(machine.cpus().getFirst().gpr[Cpu.RAX]).isEqualTo(500500);
    assertThat(machine.instructions()).isEqualTo(3003);
    assertThat(machine.elapsedCycles()).isEqualTo(3003);
  }
}
