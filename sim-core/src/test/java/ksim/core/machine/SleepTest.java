package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.exec.Stop;
import ksim.core.time.EventPriority;
import org.junit.jupiter.api.Test;

/** Machines whose CPUs sleep while a timer goes on for ever. */
class SleepTest {
  private static final String SLEEP = "f4";
  private static final String SLEEP_DEAF = "fa f4";
  private static final String SLEEP_DEAF_TWICE = "fa f4 f4";
  private static final long PERIOD_CYCLES = Machine.CORE_HERTZ / 10;

  private long ticks;

  private void tick(Machine machine) {
    machine
        .events()
        .schedule(
            machine.nowCycles() + PERIOD_CYCLES,
            EventPriority.DEVICE,
            time -> {
              ticks++;
              tick(machine);
            });
  }

  @Test
  void aSecondOfSleepWithInterruptsDisabledIsTheEnd() {
    Machine machine = Guest.start(SLEEP_DEAF);
    tick(machine);

    assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(new Stop.Halted());
    assertThat(ticks).isEqualTo(10);
  }

  @Test
  void theEndDoesNotDependOnWhereARunIsCut() {
    Machine machine = Guest.start(SLEEP_DEAF);
    tick(machine);

    for (int tenth = 1; tenth <= 10; tenth++) {
      assertThat(machine.run(PERIOD_CYCLES * tenth + 2)).isEqualTo(new Stop.Limit());
    }
    assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(new Stop.Halted());
    assertThat(ticks).isEqualTo(10);
  }

  @Test
  void withInterruptsEnabledSleepMayLastForEver() {
    Machine machine = Guest.start(SLEEP);
    machine.cpus().getFirst().flags.fromRflags(0x200, 0x200);
    tick(machine);

    assertThat(machine.run(10 * Machine.CORE_HERTZ + 1)).isEqualTo(new Stop.Limit());
    assertThat(ticks).isEqualTo(100);
  }

  @Test
  void whatWakesACpuStartsTheSecondAnew() {
    Machine machine = Guest.start(SLEEP_DEAF_TWICE);
    Cpu cpu = machine.cpus().getFirst();
    tick(machine);
    machine
        .events()
        .schedule(
            PERIOD_CYCLES * 5,
            EventPriority.DEVICE,
            time -> {
              cpu.cycles = time;
              cpu.interrupts.halted = false;
            });

    assertThat(machine.run(Long.MAX_VALUE)).isEqualTo(new Stop.Halted());
    assertThat(ticks).isEqualTo(15);
  }
}
