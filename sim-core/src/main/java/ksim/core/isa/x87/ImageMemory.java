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
    Address eight = address.ofBytes(Long.BYTES);
    while (image.remaining() >= Long.BYTES) {
      image.putLong(cpu.mmu.read64(eight.linear(cpu, image.position())));
    }
    Address two = address.ofBytes(Short.BYTES);
    while (image.hasRemaining()) {
      image.putShort((short) cpu.mmu.read16(two.linear(cpu, image.position())));
    }
    return image.rewind();
  }

  /** Reads the byte at a distance, for the fault that it may raise. */
  static void probe(Cpu cpu, Address address, int distance) {
    cpu.mmu.read8(address.ofBytes(1).linear(cpu, distance));
  }

  /** Writes an image of an even number of bytes. */
  static void write(Cpu cpu, Address address, ByteBuffer image) {
    int bytes = image.capacity();
    int whole = bytes - bytes % Long.BYTES;
    for (int at = 0; at < bytes; at += at < whole ? Long.BYTES : Short.BYTES) {
      probeForWrite(cpu, address, at, at < whole ? Long.BYTES : Short.BYTES);
    }
    Address eight = address.ofBytes(Long.BYTES);
    int at = 0;
    for (; at < whole; at += Long.BYTES) {
      cpu.mmu.write64(eight.linearForWrite(cpu, at), image.getLong(at));
    }
    Address two = address.ofBytes(Short.BYTES);
    for (; at < bytes; at += Short.BYTES) {
      cpu.mmu.write16(two.linearForWrite(cpu, at), image.getShort(at));
    }
  }

  /** Raises the fault that writing some bytes at a distance would raise. */
  static void probeForWrite(Cpu cpu, Address address, int distance, int bytes) {
    cpu.mmu.checkWritable(address.ofBytes(bytes).linearForWrite(cpu, distance), bytes);
  }
}
