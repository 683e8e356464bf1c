package ksim.core.machine;

import java.util.function.IntConsumer;
import ksim.core.platform.DebugExit;
import ksim.core.platform.Uart16550;

/**
 * The least that a kernel needs to be heard: a serial port, and a port to leave the simulator by.
 */
public final class SerialBoard implements Board {
  private final Uart16550 serial;

  /**
   * @param serialOutput receives each byte, 0 to 255, that the guest sends to its serial port
   */
  public SerialBoard(IntConsumer serialOutput) {
    serial = new Uart16550(serialOutput);
  }

  @Override
  public String name() {
    return "serial";
  }

  @Override
  public void connect(Backplane plane) {
    plane.ports().map(Uart16550.COM1, Uart16550.PORTS, serial);
    plane.ports().map(DebugExit.PORT, 1, new DebugExit(plane.power()::debugExit));
  }
}
