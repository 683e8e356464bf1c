package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import ksim.core.cpu.Cpu;
import ksim.core.isa.Address;

/** Images of the state of the FPU in guest memory: each is moved as a whole or not at all. */
final class ImageMemory {
  private ImageMemory() {}

  /** An image of zeros. */
  static ByteBuffer empty(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads an image.
   *
   * @param step how many bytes are read at once, 2 or 8; the length is a multiple of it
   */
  static ByteBuffer read(Cpu cpu, Address address, int bytes, int step) {
    ByteBuffer image = empty(bytes);
    Address part = address.ofBytes(step);
    for (int at = 0; at < bytes; at += step) {
      long linear = part.linear(cpu, at);
      if (step == Long.BYTES) {
        image.putLong(at, cpu.mmu.read64(linear));
      } else {
        image.putShort(at, (short) cpu.mmu.read16(linear));
      }
    }
    return image;
  }

  /** Reads the byte at a distance, for the fault that it may raise. */
  static void probe(Cpu cpu, Address address, int distance) {
    cpu.mmu.read8(address.ofBytes(1).linear(cpu, distance));
  }

  /**
   * Writes an image.
   *
   * @param step how many bytes are written at once, 2 or 8; the length is a multiple of it
   */
  static void write(Cpu cpu, Address address, ByteBuffer image, int step) {
    int bytes = image.capacity();
    for (int at = 0; at < bytes; at += step) {
      probeForWrite(cpu, address, at, step);
    }
    Address part = address.ofBytes(step);
    for (int at = 0; at < bytes; at += step) {
      long linear = part.linearForWrite(cpu, at);
      if (step == Long.BYTES) {
        cpu.mmu.write64(linear, image.getLong(at));
      } else {
        cpu.mmu.write16(linear, image.getShort(at));
      }
    }
  }

  /** Raises the fault that writing some bytes at a distance would raise. */
  static void probeForWrite(Cpu cpu, Address address, int distance, int bytes) {
    cpu.mmu.checkWritable(address.ofBytes(bytes).linearForWrite(cpu, distance), bytes);
  }
}
