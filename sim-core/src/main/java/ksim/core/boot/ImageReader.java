package ksim.core.boot;

import ksim.mmu.memory.LittleEndian;

/** Reads the little-endian fields of a file; one that lies outside it is a {@link BadImage}. */
record ImageReader(BinaryFile file) {
  /** Length of the file in bytes. */
  long length() {
    return file.bytes().length;
  }

  /**
   * A field.
   *
   * @param offset in the file, in bytes
   * @param width 1, 2, 4 or 8 bytes
   * @param field its name in the format's specification
   * @return its value, zero-extended
   */
  long field(long offset, int width, String field) throws BadImage {
    requireWithin(offset, width, field);
    return LittleEndian.get(file.bytes(), (int) offset, width);
  }

  /** Requires that a range lies within the file. */
  void requireWithin(long offset, long bytes, String what) throws BadImage {
    if (offset < 0 || bytes < 0 || offset > length() || bytes > length() - offset) {
      throw BadImage.at(
          file,
          Math.max(0, Math.min(offset, length())),
          what,
          "%s bytes at offset 0x%x".formatted(Long.toUnsignedString(bytes), offset),
          "a range within the file of %d bytes".formatted(length()),
          "the file may be truncated");
    }
  }

  /** A text that ends at a zero byte or at the end of the range that it lies in. */
  String text(long offset, long end) {
    int from = (int) Math.min(offset, length());
    int limit = (int) Math.min(end, length());
    StringBuilder text = new StringBuilder();
    for (int i = from; i < limit && file.bytes()[i] != 0; i++) {
      text.append((char) (file.bytes()[i] & 0xff));
    }
    return text.toString();
  }
}
