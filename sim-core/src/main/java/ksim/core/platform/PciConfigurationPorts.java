package ksim.core.platform;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import ksim.mmu.Persistent;

/**
 * Configuration mechanism 1 of PCI at ports 0xcf8 to 0xcff (PCI Local Bus Specification 3.0,
 * section 3.2.2.3.2). Only an access of 32 bits reaches the address register; a byte at 0xcf9 is a
 * PC's reset control register instead.
 */
public final class PciConfigurationPorts implements PortDevice, Persistent {
  /** First port: address, then data. */
  public static final int BASE = 0xcf8;

  /** Number of ports. */
  public static final int PORTS = 8;

  private static final int DATA = 4;
  private static final int ENABLE = 1 << 31;
  private static final int ADDRESS_WRITABLE = 0x80ff_fffc;
  private static final int FUNCTION_SHIFT = 8;
  private static final int REGISTER = 0xfc;

  private final Map<Integer, PciFunction> functions;
  private final ResetControl reset;
  private int address;

  /**
   * @param functions by bus (8 bits), device (5) and function (3)
   * @param reset the register at port 0xcf9, which gets what is no access to the address register
   */
  public PciConfigurationPorts(Map<Integer, PciFunction> functions, ResetControl reset) {
    this.functions = Map.copyOf(functions);
    this.reset = reset;
  }

  @Override
  public long read(int offset, int bytes) {
    if (offset >= DATA) {
      int value = selected().map(function -> function.read(address & REGISTER)).orElse(-1);
      return Integer.toUnsignedLong(value) >>> shift(offset);
    }
    return isAddress(offset, bytes) ? address : reset.read(offset, bytes);
  }

  @Override
  public void write(int offset, int bytes, long value) {
    if (offset >= DATA) {
      int lanes = (int) ((1L << (Byte.SIZE * bytes)) - 1) << shift(offset);
      selected()
          .ifPresent(
              function -> function.write(address & REGISTER, (int) value << shift(offset), lanes));
    } else if (isAddress(offset, bytes)) {
      address = (int) value & ADDRESS_WRITABLE;
    } else {
      reset.write(offset, bytes, value);
    }
  }

  private static boolean isAddress(int offset, int bytes) {
    return offset == 0 && bytes == Integer.BYTES;
  }

  private static int shift(int offset) {
    return Byte.SIZE * (offset - DATA);
  }

  private Optional<PciFunction> selected() {
    int function = (address & ~ENABLE) >>> FUNCTION_SHIFT;
    return (address & ENABLE) == 0
        ? Optional.empty()
        : Optional.ofNullable(functions.get(function));
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(address);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    address = in.readInt();
  }
}
