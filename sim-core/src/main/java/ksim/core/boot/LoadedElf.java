package ksim.core.boot;

import ksim.core.machine.Machine;

/** Puts the loadable segments of an ELF file at their physical addresses. */
final class LoadedElf {
  private LoadedElf() {}

  /**
   * Loads them; what a segment has beyond its part of the file is cleared.
   *
   * @param map the RAM that is free for them
   * @return the physical address after the last byte of any segment
   * @throws BadImage if a segment does not lie in one range of that RAM
   */
  static long load(ElfFile elf, Machine machine, PhysicalMap map) throws BadImage {
    long end = 0;
    if (elf.loadable().isEmpty()) {
      throw BadImage.of(elf.file(), "no PT_LOAD segment, expected at least one", "");
    }
    for (ElfFile.Segment segment : elf.loadable()) {
      long base = segment.physical();
      long bytes = segment.memoryBytes();
      long memory = machine.memory().sizeBytes();
      if (base < 0 || bytes < 0 || base > memory || bytes > memory - base) {
        throw BadImage.at(
            elf.file(),
            segment.header() + (elf.is64() ? 24 : 12),
            "p_paddr",
            "0x%x, with p_memsz 0x%x".formatted(base, bytes),
            "a range within the machine's RAM of 0x%x bytes".formatted(memory),
            "give the machine more memory with --memory");
      }
      if (!map.isRam(base, bytes)) {
        throw BadImage.at(
            elf.file(),
            segment.header() + (elf.is64() ? 24 : 12),
            "p_paddr",
            "0x%x, with p_memsz 0x%x".formatted(base, bytes),
            "a range of RAM that is free: " + map.ramText(),
            "");
      }
      machine
          .memory()
          .writeBytes(base, elf.file().bytes(), (int) segment.offset(), (int) segment.fileBytes());
      end = Math.max(end, base + bytes);
    }
    return end;
  }
}
