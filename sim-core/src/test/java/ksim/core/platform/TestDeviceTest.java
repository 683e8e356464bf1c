package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestDeviceTest {
  private final List<String> driven = new ArrayList<>();
  private final TestDevice device = device();

  private TestDevice device() {
    return new TestDevice(
        IntStream.range(0, TestDevice.LINES)
            .mapToObj(number -> (InterruptLine) asserted -> driven.add(number + " " + asserted))
            .toList());
  }

  @Test
  void theDataRegisterTakesAccessesOfAnyWidth() {
    PortDevice ports = device.dataPorts();
    ports.write(0, 4, 0x1122_3344);
    assertThat(ports.read(1, 1)).isEqualTo(0x33);
    ports.write(2, 2, 0x5566);
    assertThat(ports.read(0, 4)).isEqualTo(0x5566_3344);
    assertThat(device.dataPorts().read(3, 1)).isEqualTo(0x55);
  }

  @Test
  void drivesInterruptLines() {
    device.linePorts().write(4, 1, 1);
    device.linePorts().write(4, 1, 0);
    device.linePorts().write(23, 1, 0x80);
    assertThat(driven).containsExactly("4 true", "4 false", "23 true");
  }

  @Test
  void aWideWriteDrivesALineByEachByte() {
    device.linePorts().write(11, 4, 0x1_0001);
    assertThat(driven).containsExactly("11 true", "12 false", "13 true", "14 false");
  }

  @Test
  void wantsAllItsLines() {
    assertThatThrownBy(() -> new TestDevice(List.of(InterruptLine.NOWHERE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linesAndFlushPortsCannotBeRead() {
    assertThat(device.linePorts().read(0, 1) & 0xff).isEqualTo(0xff);
    assertThat(device.flushPorts().read(0, 4) & 0xffff_ffffL).isEqualTo(0xffff_ffffL);
  }

  @Test
  void aFlushChangesNothing() {
    device.dataPorts().write(0, 4, 0x1234);
    device.flushPorts().write(0, 4, 0xffff_ffffL);
    assertThat(device.dataPorts().read(0, 4)).isEqualTo(0x1234);
  }

  @Test
  void deviceMemoryKeepsWhatIsWritten() {
    device.deviceMemory().write(0xfff8, 8, 0x1122_3344_5566_7788L);
    assertThat(device.deviceMemory().read(0xfffc, 4)).isEqualTo(0x1122_3344);
    assertThat(device.deviceMemory().read(0, 8)).isZero();
  }

  @Test
  void registerAndMemoryAreItsState() throws IOException {
    device.dataPorts().write(0, 1, 7);
    device.deviceMemory().write(0x100, 2, 0xabcd);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    device.save(new DataOutputStream(saved));
    TestDevice other = device();
    other.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    assertThat(other.dataPorts().read(0, 4)).isEqualTo(7);
    assertThat(other.deviceMemory().read(0x100, 2)).isEqualTo(0xabcd);
  }
}
