package ksim.core.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.PhysicalMemory;

/**
 * What a PVH loader tells the kernel: {@code hvm_start_info}, version 1, and the memory map, module
 * list and texts that it points to (Xen, xen/include/public/arch-x86/hvm/start_info.h).
 */
final class PvhStartInfo {
  private static final int MAGIC = 0x336e_c578;
  private static final int VERSION = 1;
  private static final int BYTES = 56;
  private static final int MAP_ENTRY_BYTES = 24;
  private static final int MODULE_ENTRY_BYTES = 32;

  /** Above what kernels use unasked: start-up code of other CPUs, a stack below 0x7c00. */
  private static final long LOWEST = 0x8000;

  private static final long MEBIBYTE = 1 << 20;
  private static final long FOUR_GIBIBYTES = 1L << 32;

  private final BootRequest request;
  private final PhysicalMemory memory;
  private final FreeMemory free;
  private final List<BootRequest.Module> modules = new ArrayList<>();

  PvhStartInfo(BootRequest request, PhysicalMemory memory, FreeMemory free) {
    this.request = request;
    this.memory = memory;
    this.free = free;
    // The protocol knows no initial RAM disk; kernels take the first module for it.
    request.initrd().ifPresent(disk -> modules.add(new BootRequest.Module(disk, "")));
    modules.addAll(request.modules());
  }

  /**
   * Writes everything.
   *
   * @return the physical address of the structure
   * @throws BadImage if a module does not fit into memory
   */
  long write() throws BadImage {
    List<PhysicalMap.Range> map = request.map().ranges();
    List<byte[]> texts = new ArrayList<>();
    modules.forEach(module -> texts.add(text(module.arguments())));
    long bytes =
        BYTES
            + (long) MAP_ENTRY_BYTES * map.size()
            + (long) MODULE_ENTRY_BYTES * modules.size()
            + texts.stream().mapToLong(text -> text.length).sum();
    byte[] commandLine = text(request.commandLine());
    long start =
        free.takeLowest(bytes + commandLine.length, 8, LOWEST, FOUR_GIBIBYTES)
            .orElseThrow(() -> tooLarge(request.image(), "its command line", commandLine.length));
    long mapAt = start + BYTES;
    long modulesAt = mapAt + (long) MAP_ENTRY_BYTES * map.size();
    long textAt = modulesAt + (long) MODULE_ENTRY_BYTES * modules.size();
    writeHeader(start, mapAt, modulesAt, textAt);
    writeMap(map, mapAt);
    writeText(textAt, commandLine);
    textAt += commandLine.length;
    for (int i = 0; i < modules.size(); i++) {
      writeModule(modulesAt + (long) MODULE_ENTRY_BYTES * i, modules.get(i).file(), textAt);
      writeText(textAt, texts.get(i));
      textAt += texts.get(i).length;
    }
    return start;
  }

  private void writeHeader(long start, long mapAt, long modulesAt, long commandLineAt) {
    memory.write(start, 4, MAGIC);
    memory.write(start + 4, 4, VERSION);
    memory.write(start + 8, 4, 0); // flags
    memory.write(start + 12, 4, modules.size());
    memory.write(start + 16, 8, modules.isEmpty() ? 0 : modulesAt);
    memory.write(start + 24, 8, commandLineAt);
    memory.write(start + 32, 8, request.rsdp());
    memory.write(start + 40, 8, mapAt);
    memory.write(start + 48, 4, request.map().ranges().size());
    memory.write(start + 52, 4, 0); // reserved
  }

  private void writeMap(List<PhysicalMap.Range> map, long mapAt) {
    long at = mapAt;
    for (PhysicalMap.Range range : map) {
      memory.write(at, 8, range.base());
      memory.write(at + 8, 8, range.bytes());
      memory.write(at + 16, 4, range.kind().code);
      memory.write(at + 20, 4, 0); // reserved
      at += MAP_ENTRY_BYTES;
    }
  }

  private void writeModule(long entry, BinaryFile file, long textAt) throws BadImage {
    byte[] bytes = file.bytes();
    long at =
        free.takeHighest(Math.max(bytes.length, 1), 4096, MEBIBYTE, FOUR_GIBIBYTES)
            .orElseThrow(() -> tooLarge(file, "the module", bytes.length));
    memory.writeBytes(at, bytes, 0, bytes.length);
    memory.write(entry, 8, at);
    memory.write(entry + 8, 8, bytes.length);
    memory.write(entry + 16, 8, textAt);
    memory.write(entry + 24, 8, 0); // reserved
  }

  private static BadImage tooLarge(BinaryFile file, String what, int bytes) {
    return BadImage.of(
        file,
        "%s of %d bytes does not fit into the free RAM below 4 GiB".formatted(what, bytes),
        "give the machine more memory with --memory");
  }

  private static byte[] text(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  private void writeText(long at, byte[] text) {
    memory.writeBytes(at, text, 0, text.length);
  }
}
