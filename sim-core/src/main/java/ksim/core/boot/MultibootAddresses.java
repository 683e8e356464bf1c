package ksim.core.boot;

import ksim.core.machine.Machine;

/**
 * The address fields of a multiboot header, by which a kernel of any file format is loaded
 * (Multiboot Specification 0.6.96, section 3.1.3). They are in force where bit 16 of the flags is
 * set, for an ELF file too.
 *
 * @param image the file
 * @param field offset of the first of them in the file
 * @param start of what is loaded, in the file
 * @param loadAddress physical address of the first byte loaded
 * @param loadEnd physical address after the last byte loaded
 * @param bssEnd physical address after the last byte cleared behind it
 * @param entry physical address at which the kernel is entered
 */
record MultibootAddresses(
    BinaryFile image,
    long field,
    long start,
    long loadAddress,
    long loadEnd,
    long bssEnd,
    long entry) {
  private static final int FIELDS = 12;
  private static final int LOAD = 4;
  private static final int LOAD_END = 8;
  private static final int BSS_END = 12;
  private static final int ENTRY = 16;

  /**
   * Reads and checks them.
   *
   * @param header offset of the header in the file
   */
  static MultibootAddresses read(BinaryFile image, int header) throws BadImage {
    ImageReader in = new ImageReader(image);
    long at = header + (long) FIELDS;
    long headerAddress = in.field(at, 4, "header_addr");
    long load = in.field(at + LOAD, 4, "load_addr");
    long loadEnd = in.field(at + LOAD_END, 4, "load_end_addr");
    long bssEnd = in.field(at + BSS_END, 4, "bss_end_addr");
    long entry = in.field(at + ENTRY, 4, "entry_addr");
    if (load > headerAddress || headerAddress - load > header) {
      throw bad(
          image,
          at + LOAD,
          "load_addr",
          load,
          "between header_addr less the header's offset in the file, 0x%x, and header_addr, 0x%x"
              .formatted(Math.max(0, headerAddress - header), headerAddress));
    }
    long start = header - (headerAddress - load);
    long whole = load + in.length() - start;
    // Zero stands for all of the file, and for nothing to clear.
    long end = loadEnd == 0 ? whole : loadEnd;
    if (end < load || end > whole) {
      throw bad(
          image,
          at + LOAD_END,
          "load_end_addr",
          end,
          "0, or between load_addr, 0x%x, and where the file ends, 0x%x".formatted(load, whole));
    }
    if (bssEnd != 0 && bssEnd < end) {
      throw bad(image, at + BSS_END, "bss_end_addr", bssEnd, "0, or at least 0x%x".formatted(end));
    }
    if (entry < load || entry >= end) {
      throw bad(
          image,
          at + ENTRY,
          "entry_addr",
          entry,
          "within what is loaded, 0x%x to 0x%x".formatted(load, end));
    }
    return new MultibootAddresses(image, at, start, load, end, Math.max(bssEnd, end), entry);
  }

  private static BadImage bad(
      BinaryFile image, long offset, String field, long found, String expected) {
    return BadImage.at(image, offset, field, "0x%x".formatted(found), expected, "");
  }

  /** Loads the image. RAM that is cleared is: a machine that has not run yet has nothing in it. */
  void load(Machine machine, PhysicalMap map) throws BadImage {
    long memory = machine.memory().sizeBytes();
    if (bssEnd > memory) {
      throw BadImage.at(
          image,
          field + LOAD,
          "load_addr",
          "0x%x, for an image that ends at 0x%x".formatted(loadAddress, bssEnd),
          "an image within the machine's RAM of 0x%x bytes".formatted(memory),
          "give the machine more memory with --memory");
    }
    if (!map.isRam(loadAddress, bssEnd - loadAddress)) {
      throw BadImage.at(
          image,
          field + LOAD,
          "load_addr",
          "0x%x, for an image that ends at 0x%x".formatted(loadAddress, bssEnd),
          "a range of RAM that is free: " + map.ramText(),
          "");
    }
    machine
        .memory()
        .writeBytes(loadAddress, image.bytes(), (int) start, (int) (loadEnd - loadAddress));
  }
}
