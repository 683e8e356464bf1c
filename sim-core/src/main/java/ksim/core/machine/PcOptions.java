package ksim.core.machine;

import java.util.Set;
import java.util.function.IntConsumer;

/**
 * How a PC is built.
 *
 * @param without what is left out
 * @param serialOutput receives each byte, 0 to 255, that the guest sends to its serial port
 */
public record PcOptions(Set<PcDevice> without, IntConsumer serialOutput) {
  /** Copies the set. */
  public PcOptions {
    without = Set.copyOf(without);
  }

  /** A whole PC. */
  public PcOptions(IntConsumer serialOutput) {
    this(Set.of(), serialOutput);
  }

  /** Whether the PC has a device. */
  public boolean has(PcDevice device) {
    return !without.contains(device);
  }
}
