package ksim.mmu.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who answers to which physical address. */
class PhysicalBusTest {
  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
  private final PhysicalBus bus = new PhysicalBus(memory);
  private final List<String> seen = new ArrayList<>();

  private final MmioDevice device =
      new MmioDevice() {
        @Override
        public long read(long offset, int bytes) {
          seen.add("read %x %d".formatted(offset, bytes));
          return 0x40 + offset;
        }

        @Override
        public void write(long offset, int bytes, long value) {
          seen.add("write %x %d %x".formatted(offset, bytes, value));
        }
      };

  @Test
  void deviceHidesTheRamBeneathIt() {
    memory.write(0x8000, 8, 0x1111111111111111L);
    bus.map(0x8004, 4, device);
    assertThat(bus.read(0x8004, 4)).isEqualTo(0x40);
    assertThat(bus.read(0x8000, 4)).isEqualTo(0x11111111);
    assertThat(bus.isRam(0x8003)).isTrue();
    assertThat(bus.isRam(0x8004)).isFalse();
    assertThat(bus.isRam(0x8008)).isTrue();
    assertThat(bus.isRamPage(0x8abc)).isFalse();
    assertThat(bus.isRamPage(0x9000)).isTrue();
    bus.write(0x8006, 1, 7);
    assertThat(memory.read(0x8006, 1)).isEqualTo(0x11);
    assertThat(seen).containsExactly("read 0 4", "write 2 1 7");
  }

  @Test
  void accessAcrossABorderGoesByteByByte() {
    bus.map(0x8002, 2, device);
    memory.write(0x8000, 2, 0x2221);
    memory.write(0x8004, 4, 0x33);
    assertThat(bus.read(0x8001, 4)).isEqualTo(0x33414022L);
    bus.write(0x8001, 2, 0xaabb);
    assertThat(memory.read(0x8001, 1)).isEqualTo(0xbb);
    assertThat(seen).containsExactly("read 0 1", "read 1 1", "write 0 1 aa");
  }

  @Test
  void nothingReadsAsOnesAndSwallowsWrites() {
    assertThat(bus.read(1L << 40, 2)).isEqualTo(0xffff);
    bus.write(1L << 40, 8, 1);
    memory.write((1 << 20) - 2, 2, 0);
    assertThat(bus.read((1 << 20) - 2, 4)).isEqualTo(0xffff0000L);
    assertThat(bus.unansweredReads()).isEqualTo(4);
    assertThat(bus.droppedWrites()).isEqualTo(8);
    assertThat(bus.isRam(-1)).isFalse();
  }

  @Test
  void overlappingDevicesAreRejected() {
    bus.map(0xfee0_0000L, 4096, device);
    bus.map(0xfee0_1000L, 16, device);
    assertThatThrownBy(() -> bus.map(0xfee0_0fffL, 2, device))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("overlaps the device at 0xfee00000");
    assertThatThrownBy(() -> bus.map(0x1000, 0, device))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.map(Long.MAX_VALUE, 2, device))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeviceThatIsTakenAwayUncoversWhatLiesBeneath() {
    bus.leaveHole(0x9_0000, 0xa_0000);
    memory.write(0x8004, 4, 0x55);
    bus.map("lamp", 0x8000, 16, device);
    bus.map("lamp", 0x9_8000, 16, device);
    bus.read(0x8004, 4);
    assertThat(bus.hasRam(0x8004, 4)).isTrue();
    assertThat(bus.hasRam(0x8_fffe, 4)).isFalse();
    bus.unmap(0x8000);
    bus.unmap(0x9_8000);
    assertThat(bus.isRam(0x8004)).isTrue();
    assertThat(bus.read(0x8004, 4)).isEqualTo(0x55);
    assertThat(bus.read(0x9_8000, 4)).as("the hole is still there").isEqualTo(0xffff_ffffL);
    assertThat(bus.deviceAccesses()).containsEntry("lamp", 1L);
    assertThatThrownBy(() -> bus.unmap(0x8000)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void accessesToDevicesAreCountedAndToldByName() {
    List<String> told = new ArrayList<>();
    bus.map("clock", 0x8000, 16, device);
    bus.map("lamp", 0x9000, 16, device);
    bus.read(0x8004, 4);
    bus.listen(access -> told.add(access.toString()));
    bus.write(0x8008, 2, 0x123456);
    bus.read(0x7000, 4);
    assertThat(bus.deviceAccesses().toString()).isEqualTo("{clock=2, lamp=0}");
    assertThat(told)
        .containsExactly(
            "DeviceAccess[device=clock, space=MEMORY, address=%d, offset=8, bytes=2, write=true, value=%d]"
                .formatted(0x8008, 0x3456));
  }

  @Test
  void narrowReadsOfWideRegistersAreCutToTheirWidth() {
    long register = 0xfedc_ba98_7654_3210L;
    MmioDevice wide =
        new MmioDevice() {
          @Override
          public long read(long offset, int bytes) {
            return register;
          }

          @Override
          public void write(long offset, int bytes, long value) {}
        };
    bus.map(0x8000, 16, wide);
    assertThat(bus.read(0x8000, 1)).isEqualTo(0x10);
    assertThat(bus.read(0x8000, 2)).isEqualTo(0x3210);
    assertThat(bus.read(0x8000, 4)).isEqualTo(0x7654_3210L);
    assertThat(bus.read(0x8000, 8)).isEqualTo(register);
    assertThat(bus.read(0x800e, 4)).as("half of it beyond").isEqualTo(0x1010);
  }

  @Test
  void holeIsNeitherRamNorDeviceButMayHoldDevices() {
    PhysicalBus bus = new PhysicalBus(new PhysicalMemory(0x8000));
    bus.leaveHole(0x2000, 0x4000);
    bus.write(0x1ffe, 4, 0x4433_2211);
    assertThat(bus.read(0x1ffe, 4)).as("half of it is there").isEqualTo(0xffff_2211L);
    assertThat(bus.read(0x3000, 8)).isEqualTo(-1L);
    bus.write(0x4000, 8, 7);
    assertThat(bus.read(0x4000, 8)).as("above the hole").isEqualTo(7);
    assertThat(bus.isRamPage(0x1000)).isTrue();
    assertThat(bus.isRamPage(0x3000)).isFalse();
    assertThat(bus.isRamPage(0x4000)).isTrue();
  }
}
