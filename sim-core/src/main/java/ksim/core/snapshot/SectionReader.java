package ksim.core.snapshot;

import java.io.DataInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads the sections of a snapshot, and knows where it is. */
final class SectionReader {
  /**
   * A section whose checksum was right.
   *
   * @param name its name
   * @param offset where it begins, in bytes from the start
   * @param content its content
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Section(String name, long offset, byte[] content) {}

  /** Words of no more than these bytes are names. */
  private static final int LONGEST_TEXT = 400;

  private final DataInput in;
  private long offset;

  SectionReader(DataInput in) {
    this.in = in;
  }

  long offset() {
    return offset;
  }

  /**
   * Reads bytes.
   *
   * @param what they are, for the complaint
   */
  byte[] bytes(int count, String what) throws IOException, BadSnapshot {
    return bytes(count, what, offset);
  }

  private byte[] bytes(int count, String what, long start) throws IOException, BadSnapshot {
    byte[] bytes = new byte[count];
    try {
      in.readFully(bytes);
    } catch (EOFException e) {
      throw new BadSnapshot(start, "the file ends within " + what);
    }
    offset += count;
    return bytes;
  }

  int integer(String what) throws IOException, BadSnapshot {
    return ByteBuffer.wrap(bytes(Integer.BYTES, what)).getInt();
  }

  String text(String what) throws IOException, BadSnapshot {
    long start = offset;
    int length = ByteBuffer.wrap(bytes(Short.BYTES, what)).getShort() & 0xffff;
    if (length > LONGEST_TEXT) {
      throw new BadSnapshot(start, what + " has " + length + " bytes, expected up to 400");
    }
    byte[] bytes = bytes(length, what);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException e) {
      // the same complaint
    }
    throw new BadSnapshot(start, what + " is no text");
  }

  Section section() throws IOException, BadSnapshot {
    long start = offset;
    String name = text("the name of a section");
    String what = "section '" + name + "'";
    int length = length(what);
    int stored = length(what);
    int expected = integer(what);
    byte[] packed = bytes(stored, what, start); // its length may be what is wrong
    CRC32 checksum = new CRC32();
    checksum.update(packed);
    if ((int) checksum.getValue() != expected) {
      throw new BadSnapshot(
          start,
          "%s has the checksum 0x%08x, expected 0x%08x"
              .formatted(what, (int) checksum.getValue(), expected));
    }
    return new Section(name, start, unpacked(packed, length, start, what));
  }

  private int length(String what) throws IOException, BadSnapshot {
    long start = offset;
    int length = integer(what);
    if (length < 0 || length > SnapshotFormat.LARGEST_SECTION) {
      throw new BadSnapshot(
          start, "%s claims %d bytes".formatted(what, Integer.toUnsignedLong(length)));
    }
    return length;
  }

  private static byte[] unpacked(byte[] stored, int length, long start, String what)
      throws BadSnapshot {
    byte[] content = new byte[length];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(stored);
      int done = 0;
      while (done < length) {
        int part = inflater.inflate(content, done, length - done);
        if (part == 0) {
          throw new BadSnapshot(
              start, "%s has %d bytes, expected %d".formatted(what, done, length));
        }
        done += part;
      }
      if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw new BadSnapshot(start, "%s has more than %d bytes".formatted(what, length));
      }
    } catch (DataFormatException e) {
      throw new BadSnapshot(start, what + " cannot be unpacked: " + e.getMessage());
    } finally {
      inflater.end();
    }
    return content;
  }
}
