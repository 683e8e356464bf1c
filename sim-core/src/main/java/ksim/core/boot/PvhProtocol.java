package ksim.core.boot;

import java.util.List;
import ksim.core.machine.Machine;
import ksim.mmu.memory.LittleEndian;

/**
 * PVH, the direct boot protocol of Xen that QEMU and others share (Xen, docs/misc/pvh.pandoc): an
 * ELF note names the 32-bit entry; EBX holds the address of an {@code hvm_start_info}.
 */
public record PvhProtocol() implements BootProtocol {
  private static final String OWNER = "Xen";
  private static final int PHYS32_ENTRY = 18;
  private static final String FIELD = "XEN_ELFNOTE_PHYS32_ENTRY";

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
    long entry = entry(elf);
    LoadedElf.load(elf, machine, request.map());
    FreeMemory free = new FreeMemory(request.map());
    free.occupy(elf);
    long info = new PvhStartInfo(request, machine.memory(), free).write();
    ProtectedModeStart.start(machine, List.of(), entry, 0, info);
  }

  /** The physical address that the note names: 4 bytes, or 8 as many kernels write it. */
  private static long entry(ElfFile elf) throws BadImage {
    ElfFile.Note note =
        elf.note(OWNER, PHYS32_ENTRY)
            .orElseThrow(
                () ->
                    BadImage.of(
                        elf.file(),
                        "no ELF note of owner Xen and type 18 (" + FIELD + "), expected one",
                        "Linux has it if built with CONFIG_PVH"));
    byte[] description = note.description();
    if (description.length != Integer.BYTES && description.length != Long.BYTES) {
      throw bad(elf, note, description.length + " bytes long", "4 or 8 bytes");
    }
    long entry = LittleEndian.get(description, 0, description.length);
    if (elf.loadable().stream()
        .noneMatch(s -> Long.compareUnsigned(entry - s.physical(), s.memoryBytes()) < 0)) {
      throw bad(elf, note, "0x%x".formatted(entry), "a physical address in a PT_LOAD segment");
    }
    if (entry >>> Integer.SIZE != 0) {
      throw bad(elf, note, "0x%x".formatted(entry), "an address below 4 GiB");
    }
    return entry;
  }

  private static BadImage bad(ElfFile elf, ElfFile.Note note, String found, String expected) {
    return BadImage.at(elf.file(), note.offset(), FIELD, found, expected, "");
  }
}
