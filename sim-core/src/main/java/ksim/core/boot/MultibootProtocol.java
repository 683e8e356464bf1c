package ksim.core.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import ksim.core.machine.Machine;
import ksim.mmu.memory.LittleEndian;

/**
 * Multiboot, version 1 (Multiboot Specification 0.6.96): the kernel is entered in 32-bit protected
 * mode with EAX = 0x2badb002 and EBX = the address of the multiboot information.
 */
public record MultibootProtocol() implements BootProtocol {
  private static final int SEARCHED_BYTES = 8192;
  private static final int MAGIC = 0x1bad_b002;
  private static final long LOADER_MAGIC = 0x2bad_b002L;
  private static final int HAS_ADDRESSES = 1 << 16;

  @Override
  public String name() {
    return "multiboot";
  }

  @Override
  public String description() {
    return "multiboot 1: ELF or flat image, 32-bit entry";
  }

  @Override
  public boolean recognises(BinaryFile image) {
    return header(image).isPresent();
  }

  private static OptionalInt header(BinaryFile image) {
    int end = Math.min(image.bytes().length, SEARCHED_BYTES) - 12;
    for (int at = 0; at <= end; at += 4) {
      if ((int) LittleEndian.get32(image.bytes(), at) == MAGIC
          && (int) LittleEndian.get32(image.bytes(), at + 4)
                  + MAGIC
                  + (int) LittleEndian.get32(image.bytes(), at + 8)
              == 0) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  @Override
  public void load(BootRequest request, Machine machine) throws BadImage {
    BinaryFile image = request.image();
    int header =
        header(image)
            .orElseThrow(
                () -> BadImage.of(image, "no multiboot header in the first 8192 bytes", ""));
    int flags = (int) LittleEndian.get32(image.bytes(), header + 4);
    if ((flags & HAS_ADDRESSES) != 0 && !ElfFile.isElf(image)) {
      throw BadImage.at(
          image,
          header + 4L,
          "flags",
          "0x%x".formatted(flags),
          "bit 16 clear: flat images are not implemented yet",
          "");
    }
    ElfFile elf = ElfFile.read(image);
    long end = LoadedElf.load(elf, machine);
    long information = new MultibootInformation(machine.memory(), request).write(pageAfter(end));
    ProtectedModeStart.start(machine, List.of(), elf.entry(), LOADER_MAGIC, information);
  }

  private static long pageAfter(long address) {
    return (address + 0xfff) & -0x1000L;
  }

  /** The kernel's command line with the image's name as first word. */
  static String commandLine(BinaryFile file, String arguments) {
    List<String> words = new ArrayList<>(List.of(file.name()));
    if (!arguments.isEmpty()) {
      words.add(arguments);
    }
    return String.join(" ", words);
  }
}
