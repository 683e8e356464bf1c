package ksim.core.boot;

/**
 * Where in RAM Linux's pieces go.
 *
 * @param map what physical addresses are
 */
record LinuxPlacement(PhysicalMap map) {
  private static final long PAGE = 4096;

  /**
   * The lowest address from the kernel's preferred one on at which it finds the memory that it
   * needs; a kernel that cannot be moved goes to the preferred one.
   *
   * @throws BadImage if there is none
   */
  long kernel(BinaryFile file, LinuxSetupHeader header) throws BadImage {
    long preferred = header.preferredAddress();
    long most = 0;
    for (PhysicalMap.Range range : map.ranges()) {
      if (range.kind() != PhysicalMap.Kind.RAM || range.end() <= preferred) {
        continue;
      }
      long start = roundUp(Math.max(range.base(), preferred), header.alignment());
      if (start == preferred || header.relocatable()) {
        long room = Math.min(range.end(), LinuxStart.MAPPED_BYTES) - start;
        if (room >= header.initBytes()) {
          return start;
        }
        most = Math.max(most, room);
      }
    }
    throw BadImage.at(
        file,
        LinuxSetupHeader.INIT_SIZE_OFFSET,
        "init_size",
        "0x%x".formatted(header.initBytes()),
        "at most 0x%x, the RAM from pref_address 0x%x on".formatted(most, preferred),
        "give the machine more memory with --memory");
  }

  /**
   * The highest page at which an initial RAM disk lies above the kernel and at or below a limit.
   *
   * @param kernelEnd address after the memory that the kernel needs
   * @param limit highest address it may use
   * @throws BadImage if there is none
   */
  long initrd(BinaryFile file, long kernelEnd, long limit) throws BadImage {
    long bytes = file.bytes().length;
    for (PhysicalMap.Range range : map.ranges().reversed()) {
      long end = Math.min(range.end(), limit + 1);
      long start = (end - bytes) & -PAGE;
      if (range.kind() == PhysicalMap.Kind.RAM && start >= Math.max(range.base(), kernelEnd)) {
        return start;
      }
    }
    throw BadImage.of(
        file,
        "the initial RAM disk has %d bytes, which do not fit between the kernel's end 0x%x and 0x%x"
            .formatted(bytes, kernelEnd, limit),
        "give the machine more memory with --memory");
  }

  private static long roundUp(long address, long alignment) {
    return (address + alignment - 1) & -alignment;
  }
}
