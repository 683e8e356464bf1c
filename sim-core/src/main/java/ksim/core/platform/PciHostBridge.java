package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.Persistent;

/**
 * The host bridge of an Intel 440FX (Intel 82441FX data sheet, section 3.2) as seen in its
 * configuration space. What its own registers control, such as shadowing of RAM, is set up as
 * firmware leaves it and cannot be changed.
 */
public final class PciHostBridge implements PciFunction, Persistent {
  private static final int IDENTITY = 0x00;
  private static final int COMMAND_STATUS = 0x04;
  private static final int CLASS = 0x08;
  private static final int LATENCY_HEADER = 0x0c;
  private static final int FIRST_OWN = 0x40;

  /** Device 1237, vendor 8086. */
  private static final int INTEL_440FX = 0x1237_8086;

  /** Host bridge, revision 2. */
  private static final int HOST_BRIDGE = 0x0600_0002;

  /** Responds to memory and may master the bus, always; DEVSEL# medium. */
  private static final int COMMAND_FIXED = 0x0200_0006;

  private static final int PARITY_ERROR_RESPONSE = 1 << 6;
  private static final int SYSTEM_ERROR_ENABLE = 1 << 8;
  private static final int COMMAND_WRITABLE = PARITY_ERROR_RESPONSE | SYSTEM_ERROR_ENABLE;
  private static final int LATENCY_WRITABLE = 0xf800;

  private int command;
  private int latency;

  @Override
  public int read(int register) {
    return switch (register) {
      case IDENTITY -> INTEL_440FX;
      case COMMAND_STATUS -> COMMAND_FIXED | command;
      case CLASS -> HOST_BRIDGE;
      case LATENCY_HEADER -> latency;
      default -> 0;
    };
  }

  @Override
  public void write(int register, int value, int lanes) {
    switch (register) {
      case COMMAND_STATUS -> command = merge(command, value, lanes & COMMAND_WRITABLE);
      case LATENCY_HEADER -> latency = merge(latency, value, lanes & LATENCY_WRITABLE);
      default -> {
        if (register >= FIRST_OWN) {
          throw new UnimplementedException(
              "a write to register 0x%02x of the PCI host bridge".formatted(register));
        }
      }
    }
  }

  private static int merge(int old, int value, int lanes) {
    return (old & ~lanes) | (value & lanes);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(command);
    out.writeInt(latency);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    command = in.readInt();
    latency = in.readInt();
  }
}
