package ksim.sched.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.boot.LongModeStart;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class GuestListTest {
  private static final long FIRST = LongModeStart.LINEAR_MAP + 0x30_0000L;
  private static final long SECOND = FIRST + 0x100;
  private static final int NEXT = 8;

  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, 8 << 20, "skylake", TimingLevel.NONE, 100), value -> {});
  private final GuestMemory memory = new GuestMemory(machine.memory());

  private List<Long> listWhoseSecondLinkIs(long link) {
    LongModeStart.start(machine, List.of(), LongModeStart.IMAGE_LINEAR);
    machine.memory().write(0x30_0000L + NEXT, 8, SECOND);
    machine.memory().write(0x30_0100L + NEXT, 8, link);
    Cpu cpu = machine.cpus().getFirst();
    return GuestList.addresses(memory, cpu, FIRST, NEXT);
  }

  @Test
  void endsAtANullLink() {
    assertThat(listWhoseSecondLinkIs(0)).containsExactly(FIRST, SECOND);
  }

  @Test
  void endsWhereTheListIsARing() {
    assertThat(listWhoseSecondLinkIs(FIRST)).containsExactly(FIRST, SECOND);
  }

  @Test
  void endsWhereNothingIsMapped() {
    assertThat(listWhoseSecondLinkIs(0x5000_0000_0000L))
        .containsExactly(FIRST, SECOND, 0x5000_0000_0000L);
  }
}
