package ksim.core.machine;

import java.util.function.IntConsumer;
import ksim.core.platform.DebugExit;
import ksim.core.platform.InterruptLine;
import ksim.core.platform.SerialInput;
import ksim.core.platform.Uart16550;
import ksim.core.time.Oscillator;

/**
 * The least that a kernel needs to be heard: a serial port, and a port to leave the simulator by.
 * The serial port's interrupt is not connected: drivers poll.
 */
public final class SerialBoard implements Board {
  private final IntConsumer serialOutput;
  private final SerialInput serialInput = new SerialInput();

  /**
   * @param serialOutput receives each byte, 0 to 255, that the guest sends to its serial port
   */
  public SerialBoard(IntConsumer serialOutput) {
    this.serialOutput = serialOutput;
  }

  @Override
  public String name() {
    return "serial";
  }

  @Override
  public void connect(Backplane plane) {
    Oscillator crystal = new Oscillator(plane.clock(), Machine.CORE_HERTZ, Uart16550.HERTZ);
    Uart16550 serial =
        new Uart16550(crystal, plane.events(), InterruptLine.NOWHERE, serialInput, serialOutput);
    plane.ports().map("serial", Uart16550.COM1, Uart16550.PORTS, serial);
    plane.persist("serial", serial);
    plane.ports().map("debug-exit", DebugExit.PORT, 1, new DebugExit(plane.power()::debugExit));
  }

  /** The far end of the serial port, for input. */
  public SerialInput serial() {
    return serialInput;
  }
}
