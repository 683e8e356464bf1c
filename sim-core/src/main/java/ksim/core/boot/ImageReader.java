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
    if (offset < 0 || offset > length() - width) {
      throw BadImage.at(
          file, offset, field, "missing", "%d bytes here".formatted(width), truncated());
    }
    return LittleEndian.get(file.bytes(), (int) offset, width);
  }

  /**
   * Requires that the range which a header describes lies within the file.
   *
   * @param at offset of the header's field, in bytes
   * @param field its name in the format's specification
   * @param offset where the range begins
   * @param bytes its length
   */
  void requireWithin(long at, String field, long offset, long bytes) throws BadImage {
    if (offset < 0 || bytes < 0 || offset > length() || bytes > length() - offset) {
      throw BadImage.at(
          file,
          at,
          field,
          "0x%x, for 0x%x bytes".formatted(offset, bytes),
          "a range within the file",
          truncated());
    }
  }

  private String truncated() {
    return "the file of %d bytes may be truncated".formatted(length());
  }

  /** A text that ends at a zero byte, at the end of the range that it lies in, or of the file. */
  String text(long offset, long end) {
    int from = offset < 0 ? (int) length() : (int) Math.min(offset, length());
    int limit = end < 0 ? (int) length() : (int) Math.min(end, length());
    StringBuilder text = new StringBuilder();
    for (int i = from; i < limit && file.bytes()[i] != 0; i++) {
      text.append((char) (file.bytes()[i] & 0xff));
    }
    return text.toString();
  }
}
