package ksim.core.machine;

import java.util.function.IntSupplier;
import ksim.core.exec.RunControl;
import ksim.core.exec.Stop;

/**
 * Ends the run on behalf of devices.
 *
 * @param control obeyed by the running CPU
 * @param acting number of the CPU that a device acts for
 */
record PowerSwitch(RunControl control, IntSupplier acting) implements Power {
  @Override
  public void off() {
    control.stop(new Stop.PowerOff(acting.getAsInt()));
  }

  @Override
  public void reset() {
    control.stop(new Stop.Reset(acting.getAsInt()));
  }

  @Override
  public void debugExit(long value) {
    control.stop(new Stop.DebugExit(acting.getAsInt(), value));
  }
}
