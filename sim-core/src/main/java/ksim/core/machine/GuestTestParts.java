package ksim.core.machine;

import java.util.List;
import ksim.core.platform.DebugExit;
import ksim.core.platform.FirmwareConfiguration;
import ksim.core.platform.InterruptLine;
import ksim.core.platform.TestDevice;

/**
 * The devices that a PC has only where it is simulated: {@code fw_cfg}, {@code pc-testdev} and the
 * port to leave the simulator by.
 */
final class GuestTestParts {
  /** A guest may write a value of up to 32 bits to leave. */
  private static final int EXIT_PORTS = 4;

  private GuestTestParts() {}

  /** Connects {@code fw_cfg}, which tells of CPUs and RAM. */
  static void firmwareConfiguration(Backplane plane) {
    MachineConfiguration machine = plane.configuration();
    FirmwareConfiguration device = new FirmwareConfiguration(machine.cpus(), machine.memoryBytes());
    plane.ports().map("fw_cfg", FirmwareConfiguration.PORT, FirmwareConfiguration.PORTS, device);
    plane.persist("fw_cfg", device);
  }

  /**
   * Connects {@code pc-testdev}.
   *
   * @param lines the interrupt lines that it drives, by global system interrupt: {@link
   *     TestDevice#LINES} of them
   */
  static void testDevice(Backplane plane, List<InterruptLine> lines) {
    String name = "pc-testdev";
    TestDevice device = new TestDevice(lines);
    plane.ports().map(name, TestDevice.DATA_PORT, TestDevice.DATA_PORTS, device.dataPorts());
    plane.ports().map(name, TestDevice.FLUSH_PORT, TestDevice.DATA_PORTS, device.flushPorts());
    plane.ports().map(name, TestDevice.DATA_BYTES_PORT, TestDevice.DATA_PORTS, device.dataPorts());
    plane.ports().map(name, TestDevice.LINES_PORT, TestDevice.LINES, device.linePorts());
    plane.bus().map(name, TestDevice.MEMORY, TestDevice.MEMORY_BYTES, device.deviceMemory());
    plane.persist(name, device);
  }

  /** Connects the port by which a guest ends the run. */
  static void debugExit(Backplane plane) {
    plane
        .ports()
        .map("debug exit", DebugExit.PORT, EXIT_PORTS, new DebugExit(plane.power()::debugExit));
  }
}
