package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ksim.mmu.memory.DeviceAccess;
import org.junit.jupiter.api.Test;

/** What is told and counted of accesses to ports. */
class IoPortsTest {
  private final IoPorts ports = new IoPorts();
  private final List<DeviceAccess> told = new ArrayList<>();

  private static Uart16550 uart() {
    DeviceTime time = new DeviceTime();
    return new Uart16550(
        time.crystal(Uart16550.HERTZ),
        time.events,
        InterruptLine.NOWHERE,
        new SerialInput(),
        value -> {});
  }

  @Test
  void accessesAreCountedByDeviceAndToldWithTheirValues() {
    ports.map("serial port", Uart16550.COM1, Uart16550.PORTS, uart());
    ports.write(0x3fb, 1, 3);
    ports.listen(told::add);
    ports.read(0x3fb, 1);
    ports.write(0x3f8, 1, 0x1234);
    ports.read(0x80, 2);
    assertThat(ports.deviceAccesses()).containsExactly(Map.entry("serial port", 3L));
    assertThat(ports.unclaimedAccesses()).containsExactly(Map.entry(0x80, 1L));
    assertThat(told)
        .containsExactly(
            new DeviceAccess("serial port", DeviceAccess.Space.PORT, 0x3fb, 3, 1, false, 3),
            new DeviceAccess("serial port", DeviceAccess.Space.PORT, 0x3f8, 0, 1, true, 0x34),
            new DeviceAccess("nobody", DeviceAccess.Space.PORT, 0x80, 0, 2, false, 0xffff));
  }
}
