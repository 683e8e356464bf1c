package ksim.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import ksim.core.cpu.PortBus;
import ksim.core.platform.Hpet;
import ksim.core.platform.IoApic;
import ksim.core.timing.TimingLevel;
import org.junit.jupiter.api.Test;

class PcBoardTest {
  private final List<Integer> output = new ArrayList<>();

  private Machine machine(long bytes, Set<PcDevice> without) {
    return new Machine(
        new MachineConfiguration(3, bytes, "skylake", TimingLevel.NONE, 1000),
        new PcBoard(new PcOptions(without, output::add)));
  }

  private static PortBus ports(Machine machine) {
    return machine.cpus().getFirst().ports;
  }

  /** One port or address of each device, and how it reads when nobody is there. */
  private static boolean answers(Machine machine, PcDevice device) {
    PortBus ports = ports(machine);
    return switch (device) {
      case ACPI -> ports.read(0x604, 2) != 0xffff;
      case CMOS -> ports.read(0x71, 1) != 0xff;
      case DEBUG_EXIT -> ports.read(0xf4, 1) != 0xff;
      case FW_CFG -> ports.read(0x510, 2) != 0xffff || ports.read(0x511, 1) != 0xff;
      case HPET -> machine.bus().read(Hpet.BASE, 8) != -1;
      case I8042 -> ports.read(0x64, 1) != 0xff;
      case IOAPIC -> machine.bus().read(IoApic.BASE, 4) != 0xffff_ffffL;
      case PCI -> ports.read(0xcfc, 4) != 0xffff_ffffL || ports.read(0xcf8, 4) != 0xffff_ffffL;
      case PC_TESTDEV -> ports.read(0xe0, 4) != 0xffff_ffffL;
      case PIC -> ports.read(0x21, 1) != 0xff || ports.read(0x4d0, 1) != 0xff;
      case PIT -> ports.read(0x61, 1) != 0xff;
      case SERIAL -> ports.read(0x3fd, 1) != 0xff;
      case SHUTDOWN, KVMCLOCK, MPTABLE -> true; // nothing that could be read
    };
  }

  @Test
  void everyDeviceAnswersAndNoneThatWasLeftOut() {
    for (PcDevice device : PcDevice.values()) {
      assertThat(answers(machine(1 << 24, Set.of()), device)).as("with %s", device).isTrue();
      Machine without = machine(1 << 24, EnumSet.of(device));
      for (PcDevice other : PcDevice.values()) {
        boolean unreadable =
            EnumSet.of(PcDevice.SHUTDOWN, PcDevice.KVMCLOCK, PcDevice.MPTABLE).contains(other);
        assertThat(answers(without, other))
            .as("%s without %s", other, device)
            .isEqualTo(unreadable || other != device);
      }
    }
  }

  @Test
  void bareBoardHasWhatCannotBeLeftOut() {
    Machine machine = machine(1 << 24, EnumSet.allOf(PcDevice.class));
    assertThat(new TreeSet<>(machine.deviceAccesses().keySet()))
        .containsExactlyInAnyOrder("local-apic", "port-92", "post-code", "reset");
  }

  @Test
  void devicesAreCalledByTheirLabels() {
    for (PcDevice device : PcDevice.values()) {
      assertThat(PcDevice.named(device.label())).contains(device);
      assertThat(device.description()).isNotBlank();
    }
    assertThat(PcDevice.named("fw_cfg")).contains(PcDevice.FW_CFG);
    assertThat(PcDevice.named("floppy")).isEmpty();
  }

  private static int cmos(Machine machine, int index, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      ports(machine).write(0x70, 1, index + i);
      value |= (int) ports(machine).read(0x71, 1) << (8 * i);
    }
    return value;
  }

  @Test
  void cmosTellsOfMemoryAndCpus() {
    Machine small = machine(8L << 20, Set.of());
    assertThat(cmos(small, 0x15, 2)).isEqualTo(640);
    assertThat(cmos(small, 0x17, 2)).isEqualTo(7168);
    assertThat(cmos(small, 0x30, 2)).isEqualTo(7168);
    assertThat(cmos(small, 0x34, 2)).isZero();
    assertThat(cmos(small, 0x5f, 1)).isEqualTo(2);
    Machine large = machine(5L << 30, Set.of());
    assertThat(cmos(large, 0x17, 2)).isEqualTo(0xffff);
    assertThat(cmos(large, 0x34, 2)).isEqualTo((3072 - 16) * 16);
    assertThat(cmos(large, 0x5b, 3)).as("2 GiB above the hole").isEqualTo(2048 * 16);
  }

  @Test
  void ramThatTheHoleDisplacesLiesAbove4GiB() {
    assertThat(PcMemory.of(2L << 30)).isEqualTo(new PcMemory(2L << 30, 0));
    assertThat(PcMemory.of(5L << 30)).isEqualTo(new PcMemory(3L << 30, 2L << 30));
    assertThat(PcMemory.of(5L << 30).end()).isEqualTo(6L << 30);
    assertThat(PcMemory.flat(5L << 30).end()).isEqualTo(5L << 30);
  }

  @Test
  void timerInterruptReachesTheFirst8259UntilTheEventTimerTakesItsLine() {
    Machine machine = machine(1 << 24, Set.of());
    PortBus ports = ports(machine);
    ports.write(0x20, 1, 0x0a); // read the request register
    ports.write(0x43, 1, 0x34);
    ports.write(0x40, 1, 100);
    ports.write(0x40, 1, 0);
    machine.run(300_000); // 119 pulses
    assertThat(ports.read(0x20, 1) & 1).isEqualTo(1);
    machine.bus().write(Hpet.BASE + 0x10, 8, 2);
    machine.run(600_000);
    assertThat(machine.parts()).containsKeys("timer-line", "pit", "hpet", "cmos", "serial");
  }

  @Test
  void serialPortSendsToTheConsole() {
    Machine machine = machine(1 << 24, Set.of());
    ports(machine).write(0x3f8, 1, 'k');
    assertThat(output).containsExactly((int) 'k');
    assertThat(machine.deviceAccesses()).contains(Map.entry("serial", 1L));
  }
}
