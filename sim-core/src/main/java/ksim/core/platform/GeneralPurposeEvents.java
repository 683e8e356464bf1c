package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.mmu.Persistent;

/**
 * The general-purpose event block 0 of ACPI (ACPI specification 6.4, section 4.8.5.1): 16 status
 * bits, then 16 enable bits. No event is connected, so the status stays clear.
 */
public final class GeneralPurposeEvents implements BytePortDevice, Persistent {
  /** First port, as QEMU's PIIX4 has it. */
  public static final int BASE = 0xafe0;

  /** Number of ports. */
  public static final int PORTS = 4;

  private static final int STATUS_PORTS = PORTS / 2;

  private final int[] enable = new int[STATUS_PORTS];

  @Override
  public int readByte(int offset) {
    return offset < STATUS_PORTS ? 0 : enable[offset - STATUS_PORTS];
  }

  @Override
  public void writeByte(int offset, int value) {
    if (offset >= STATUS_PORTS) {
      enable[offset - STATUS_PORTS] = value;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int register : enable) {
      out.writeByte(register);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int i = 0; i < STATUS_PORTS; i++) {
      enable[i] = in.readUnsignedByte();
    }
  }
}
