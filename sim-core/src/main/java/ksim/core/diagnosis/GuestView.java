package ksim.core.diagnosis;

import java.util.Arrays;
import java.util.OptionalLong;
import ksim.core.cpu.Cpu;
import ksim.mmu.memory.PhysicalBus;

/** The memory of a guest as one of its CPUs sees it, whatever the rights; reading has no effect. */
public final class GuestView {
  private static final int PAGE_BYTES = 4096;

  private final Cpu cpu;

  /**
   * @param cpu whose address space it is
   */
  public GuestView(Cpu cpu) {
    this.cpu = cpu;
  }

  /**
   * Reads an integer.
   *
   * @param linear linear address of its first byte
   * @param bytes width, 1 to 8
   * @return the value, zero-extended; empty where there is no RAM
   */
  public OptionalLong read(long linear, int bytes) {
    byte[] read = bytes(linear, bytes);
    if (read.length < bytes) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (read[i] & 0xff);
    }
    return OptionalLong.of(value);
  }

  /** Bytes from an address on; fewer where something is not RAM. */
  public byte[] bytes(long linear, int count) {
    PhysicalBus bus = cpu.mmu.bus();
    byte[] bytes = new byte[count];
    OptionalLong physical = OptionalLong.empty();
    for (int i = 0; i < count; i++) {
      long at = linear + i;
      physical =
          i == 0 || at % PAGE_BYTES == 0
              ? cpu.mmu.peek(at)
              : OptionalLong.of(physical.getAsLong() + 1);
      if (physical.isEmpty() || !bus.isRam(physical.getAsLong())) {
        return Arrays.copyOf(bytes, i);
      }
      bytes[i] = (byte) bus.memory().read(physical.getAsLong(), 1);
    }
    return bytes;
  }
}
