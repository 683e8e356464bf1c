package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.fault.UnimplementedException;
import ksim.mmu.Persistent;

/**
 * The ports 0xb2 and 0xb3, by which a kernel talks to its firmware's system management mode. The
 * firmware here knows two commands: to hand ACPI to the kernel, and to take it back.
 */
public final class AcpiCommandPorts implements BytePortDevice, Persistent {
  /** First port: command, then status. */
  public static final int BASE = 0xb2;

  /** Number of ports. */
  public static final int PORTS = 2;

  /** Command: the kernel handles ACPI events from now on. */
  public static final int ACPI_ENABLE = 0xf1;

  /** Command: the firmware does. */
  public static final int ACPI_DISABLE = 0xf0;

  private static final int COMMAND = 0;

  private final AcpiPowerManagement management;
  private final int[] registers = new int[PORTS];

  /**
   * @param management what the commands act on
   */
  public AcpiCommandPorts(AcpiPowerManagement management) {
    this.management = management;
  }

  @Override
  public int readByte(int offset) {
    return registers[offset];
  }

  @Override
  public void writeByte(int offset, int value) {
    registers[offset] = value;
    if (offset == COMMAND) {
      switch (value) {
        case ACPI_ENABLE -> management.setEnabled(true);
        case ACPI_DISABLE -> management.setEnabled(false);
        default ->
            throw new UnimplementedException(
                "system management command 0x%02x on port 0xb2".formatted(value));
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int register : registers) {
      out.writeByte(register);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < PORTS; i++) {
      registers[i] = in.readUnsignedByte();
    }
  }
}
