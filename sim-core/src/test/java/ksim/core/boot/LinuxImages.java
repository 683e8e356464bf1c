package ksim.core.boot;

import java.util.List;
import java.util.Optional;
import ksim.mmu.memory.LittleEndian;

/** Small kernels in Linux's formats, and what they are booted with. */
final class LinuxImages {
  /** Where both kinds are loaded. */
  static final long KERNEL = 0x100_0000;

  /** Memory that they ask for. */
  static final long INIT_BYTES = 0x10_0000;

  /** Size of RAM that {@link #MAP} describes. */
  static final long MEMORY_BYTES = 32L << 20;

  static final PhysicalMap MAP =
      new PhysicalMap(
          List.of(
              new PhysicalMap.Range(0, 0x9fc00, PhysicalMap.Kind.RAM),
              new PhysicalMap.Range(0x9fc00, 0x60400, PhysicalMap.Kind.RESERVED),
              new PhysicalMap.Range(0x10_0000, MEMORY_BYTES - 0x10_0000, PhysicalMap.Kind.RAM)));

  private static final int SETUP_BYTES = 5 * 512;
  private static final int ENTRY = 0x200;

  private LinuxImages() {}

  /** A bzImage of version 2.15 whose 64-bit entry is some code. */
  static byte[] bzImage(byte[] code) {
    int kernelBytes = 0x400;
    byte[] image = new byte[SETUP_BYTES + kernelBytes];
    image[0x1f1] = 4;
    put(image, 0x1f4, 4, kernelBytes / 16);
    put(image, 0x1fe, 2, 0xaa55);
    put(image, 0x200, 2, 0x66eb); // jmp to 0x268, the end of the header
    put(image, 0x202, 4, 0x5372_6448);
    put(image, 0x206, 2, 0x20f);
    put(image, 0x211, 1, 1);
    put(image, 0x22c, 4, 0x7fff_ffff);
    put(image, 0x230, 4, 0x20_0000);
    put(image, 0x234, 1, 1);
    put(image, 0x236, 2, 1);
    put(image, 0x238, 4, 255);
    put(image, 0x258, 8, KERNEL);
    put(image, 0x260, 4, INIT_BYTES);
    System.arraycopy(code, 0, image, SETUP_BYTES + ENTRY, code.length);
    return image;
  }

  /** A vmlinux whose entry is some code. */
  static byte[] vmlinux(byte[] code) {
    int headers = 64 + 2 * 56;
    int note = headers;
    int text = note + 24;
    byte[] image = new byte[text + code.length];
    put(image, 0, 4, 0x464c_457f);
    put(image, 4, 4, 0x0001_0102);
    put(image, 16, 2, 2);
    put(image, 18, 2, 62);
    put(image, 24, 8, KERNEL);
    put(image, 32, 8, 64);
    put(image, 54, 2, 56);
    put(image, 56, 2, 2);
    segment(image, 64, 1, text, code.length);
    segment(image, 64 + 56, 4, note, 24);
    put(image, note, 4, 6);
    put(image, note + 4, 4, 4);
    put(image, note + 8, 4, 0x101);
    put(image, note + 12, 8, 0x78_756e_694cL); // "Linux"
    System.arraycopy(code, 0, image, text, code.length);
    return image;
  }

  private static void segment(byte[] image, int at, int type, int offset, int bytes) {
    put(image, at, 4, type);
    put(image, at + 8, 8, offset);
    put(image, at + 16, 8, 0xffff_ffff_8000_0000L + KERNEL);
    put(image, at + 24, 8, KERNEL);
    put(image, at + 32, 8, bytes);
    put(image, at + 40, 8, bytes);
  }

  static void put(byte[] image, int offset, int width, long value) {
    LittleEndian.put(image, offset, width, value);
  }

  static BinaryFile file(byte[] bytes) {
    return new BinaryFile("kernel", bytes);
  }

  static BootRequest request(byte[] image, String commandLine, Optional<BinaryFile> initrd) {
    return new BootRequest(file(image), commandLine, initrd, List.of(), MAP, 0xe_0000);
  }
}
