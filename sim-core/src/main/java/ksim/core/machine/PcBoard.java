package ksim.core.machine;

import java.util.Collections;
import java.util.function.IntConsumer;
import ksim.core.platform.InterruptLine;
import ksim.core.platform.TestDevice;
import ksim.core.platform.Uart16550;

/** The devices of a PC. */
public final class PcBoard implements Board {
  private final Uart16550 serial;

  /**
   * @param serialOutput receives each byte, 0 to 255, that the guest sends to its first serial port
   */
  public PcBoard(IntConsumer serialOutput) {
    serial = new Uart16550(serialOutput);
  }

  @Override
  public String name() {
    return "pc";
  }

  @Override
  public void connect(Backplane plane) {
    plane.ports().map(Uart16550.COM1, Uart16550.PORTS, serial);
    GuestTestParts.debugExit(plane);
    GuestTestParts.firmwareConfiguration(plane);
    GuestTestParts.testDevice(plane, Collections.nCopies(TestDevice.LINES, InterruptLine.NOWHERE));
  }

  /** The first serial port, for input. */
  public Uart16550 serial() {
    return serial;
  }
}
