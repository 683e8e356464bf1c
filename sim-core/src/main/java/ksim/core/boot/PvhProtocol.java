package ksim.core.boot;

import java.nio.charset.StandardCharsets;
import java.util.List;
import ksim.core.machine.Machine;
import ksim.mmu.memory.LittleEndian;
import ksim.mmu.memory.PhysicalMemory;

/**
 * PVH, the direct boot protocol of Xen that QEMU and others share (Xen, docs/misc/pvh.pandoc): an
 * ELF note names the 32-bit entry; EBX holds the address of an {@code hvm_start_info}.
 */
public record PvhProtocol() implements BootProtocol {
  private static final String OWNER = "Xen";
  private static final int PHYS32_ENTRY = 18;
  private static final int MAGIC = 0x336e_c578;
  private static final int START_INFO_BYTES = 56;
  private static final int MAP_ENTRY_BYTES = 24;

  /** Clear of the pages that kernels start their other CPUs from, and of ACPI's tables. */
  private static final long START_INFO = 0x8000;

  @Override
  public String name() {
    return "pvh";
  }

  @Override
  public String description() {
    return "PVH: ELF image with a Xen note, 32-bit entry";
  }

  @Override
  public boolean recognises(BinaryFile image) {
    if (!ElfFile.isElf(image)) {
      return false;
    }
    try {
      return ElfFile.read(image).note(OWNER, PHYS32_ENTRY).isPresent();
    } catch (BadImage e) {
      return false;
    }
  }

  @Override
  public void load(BootRequest request, Machine machine) throws BadImage {
    ElfFile elf = ElfFile.read(request.image());
    ElfFile.Note note =
        elf.note(OWNER, PHYS32_ENTRY)
            .orElseThrow(
                () ->
                    BadImage.of(request.image(), "no ELF note XEN_ELFNOTE_PHYS32_ENTRY (18)", ""));
    if (note.description().length < Integer.BYTES) {
      throw BadImage.at(
          request.image(),
          note.offset(),
          "XEN_ELFNOTE_PHYS32_ENTRY",
          note.description().length + " bytes long",
          "4 or 8 bytes",
          "");
    }
    LoadedElf.load(elf, machine);
    long entry = LittleEndian.get32(note.description(), 0);
    writeStartInfo(request, machine.memory());
    ProtectedModeStart.start(machine, List.of(), entry, 0, START_INFO);
  }

  private static void writeStartInfo(BootRequest request, PhysicalMemory memory) {
    byte[] text = request.commandLine().getBytes(StandardCharsets.UTF_8);
    long map = START_INFO + START_INFO_BYTES;
    long commandLine = map + (long) MAP_ENTRY_BYTES * request.map().ranges().size();
    memory.write(START_INFO, 4, MAGIC);
    memory.write(START_INFO + 4, 4, 1); // version
    memory.write(START_INFO + 24, 8, commandLine);
    memory.write(START_INFO + 32, 8, request.rsdp());
    memory.write(START_INFO + 40, 8, map);
    memory.write(START_INFO + 48, 4, request.map().ranges().size());
    long at = map;
    for (PhysicalMap.Range range : request.map().ranges()) {
      memory.write(at, 8, range.base());
      memory.write(at + 8, 8, range.bytes());
      memory.write(at + 16, 4, range.kind().code);
      at += MAP_ENTRY_BYTES;
    }
    memory.writeBytes(commandLine, text, 0, text.length);
    memory.write(commandLine + text.length, 1, 0);
  }
}
