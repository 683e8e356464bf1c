package ksim.core.boot;

import ksim.core.machine.Machine;
import ksim.mmu.memory.LittleEndian;

/** The Linux boot protocol (Linux, Documentation/arch/x86/boot.rst). */
public record LinuxProtocol() implements BootProtocol {
  private static final int HEADER_MAGIC = 0x5372_6448; // "HdrS"
  private static final int HEADER_MAGIC_OFFSET = 0x202;

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public String description() {
    return "the Linux boot protocol: bzImage or vmlinux, 64-bit entry";
  }

  @Override
  public boolean recognises(BinaryFile image) {
    return image.bytes().length >= HEADER_MAGIC_OFFSET + 4
        && (int) LittleEndian.get32(image.bytes(), HEADER_MAGIC_OFFSET) == HEADER_MAGIC;
  }

  @Override
  public void load(BootRequest request, Machine machine) throws BadImage {
    throw BadImage.of(request.image(), "the Linux boot protocol is not implemented yet", "");
  }
}
