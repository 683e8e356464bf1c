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

  /** Reads an image of an even number of bytes. */
  static ByteBuffer read(Cpu cpu, Address address, int bytes) {
    ByteBuffer image = empty(bytes);
    long linear = address.ofBytes(bytes).linear(cpu);
    while (image.remaining() >= Long.BYTES) {
      image.putLong(cpu.mmu.read64(linear + image.position()));
    }
    while (image.hasRemaining()) {
      image.putShort((short) cpu.mmu.read16(linear + image.position()));
    }
    return image.rewind();
  }

  /** Writes an image of an even number of bytes. */
  static void write(Cpu cpu, Address address, ByteBuffer image) {
    int bytes = image.capacity();
    long linear = address.ofBytes(bytes).linearForWrite(cpu);
    cpu.mmu.checkWritable(linear, bytes);
    int at = 0;
    for (; bytes - at >= Long.BYTES; at += Long.BYTES) {
      cpu.mmu.write64(linear + at, image.getLong(at));
    }
    for (; at < bytes; at += Short.BYTES) {
      cpu.mmu.write16(linear + at, image.getShort(at));
    }
  }
}
