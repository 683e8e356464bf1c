package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.Oscillator;
import org.junit.jupiter.api.Test;

class AcpiPowerManagementTest {
  private static final int STATUS = 0;
  private static final int ENABLE = 2;
  private static final int CONTROL = 4;
  private static final int TIMER = 8;

  private final DeviceTime time = new DeviceTime();
  private final DeviceTime.Line line = time.new Line();
  private final Oscillator crystal = time.crystal(AcpiPowerManagement.HERTZ);
  private final List<String> power = new ArrayList<>();
  private AcpiPowerManagement management =
      new AcpiPowerManagement(crystal, time.events, line, () -> power.add("off"));
  private final AcpiCommandPorts commands = new AcpiCommandPorts(management);

  private void toTick(long tick) {
    time.advanceTo(crystal.cyclesAt(tick));
  }

  @Test
  void timerCountsModulo24Bits() {
    toTick(0x12_3456);
    assertThat(management.read(TIMER, 4)).isEqualTo(0x12_3456);
    toTick(0x312_3456);
    assertThat(management.read(TIMER, 4)).isEqualTo(0x12_3456);
    time.advanceTo(3 * DeviceTime.CORE_HERTZ);
    assertThat(management.read(TIMER, 4)).isEqualTo(3 * 3_579_545);
  }

  @Test
  void carryOfTheTimerInterruptsWhereItsHighestBitChanges() {
    commands.writeByte(0, AcpiCommandPorts.ACPI_ENABLE);
    management.write(ENABLE, 2, 1);
    toTick(0x200_0000);
    assertThat(line.rises).containsExactly(crystal.cyclesAt(0x80_0000));
    assertThat(management.read(STATUS, 4)).isEqualTo(0x1_0001);
    management.write(STATUS, 2, 1);
    assertThat(line.asserted).isFalse();
    toTick(0x280_0000);
    assertThat(line.asserted).isTrue();
  }

  @Test
  void statusShowsTheCarryThoughItIsNotEnabled() {
    toTick(0x7f_ffff);
    assertThat(management.read(STATUS, 2)).isZero();
    toTick(0x80_0000);
    assertThat(management.read(STATUS, 2)).isEqualTo(1);
    assertThat(line.rises).isEmpty();
  }

  @Test
  void firmwareHandsAcpiOver() {
    assertThat(management.read(CONTROL, 2)).isZero();
    commands.writeByte(0, AcpiCommandPorts.ACPI_ENABLE);
    assertThat(management.read(CONTROL, 2)).isEqualTo(1);
    management.write(CONTROL, 2, 0);
    assertThat(management.read(CONTROL, 2)).as("not the kernel's to clear").isEqualTo(1);
    commands.writeByte(0, AcpiCommandPorts.ACPI_DISABLE);
    assertThat(management.read(CONTROL, 2)).isZero();
    commands.writeByte(1, 0x77);
    assertThat(commands.readByte(1)).isEqualTo(0x77);
    assertThatThrownBy(() -> commands.writeByte(0, 0x33))
        .isInstanceOf(UnimplementedException.class);
  }

  @Test
  void sleepEnableWithTheTypeOfSoftOffSwitchesOff() {
    management.write(CONTROL, 2, 0x0401);
    assertThat(management.read(CONTROL, 2)).isEqualTo(0x0400);
    assertThat(power).isEmpty();
    assertThatThrownBy(() -> management.write(CONTROL, 2, 0x2401))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("type 1");
    management.write(CONTROL, 2, 0x2001);
    assertThat(power).containsExactly("off");
    assertThat(management.read(CONTROL, 2) & 0x2000).isZero();
  }

  @Test
  void generalPurposeEventsNeverHappen() {
    GeneralPurposeEvents events = new GeneralPurposeEvents();
    events.write(0, 4, 0xffff_ffffL);
    assertThat(events.read(0, 4)).isEqualTo(0xffff_0000L);
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    commands.writeByte(0, AcpiCommandPorts.ACPI_ENABLE);
    management.write(ENABLE, 2, 0x21);
    toTick(0x70_0000);
    DeviceTime.Line other = time.new Line();
    management =
        SavedState.copy(
            management,
            time.events,
            new AcpiPowerManagement(crystal, time.events, other, () -> {}));
    toTick(0x80_0000);
    assertThat(other.asserted).isTrue();
    assertThat(management.read(STATUS, 4)).isEqualTo(0x21_0001);
  }
}
