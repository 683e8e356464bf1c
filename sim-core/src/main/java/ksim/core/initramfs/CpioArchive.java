package ksim.core.initramfs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a cpio archive in the "newc" format, which Linux unpacks as its initial file system
 * (Documentation/driver-api/early-userspace/buffer-format.rst).
 *
 * <p>Each entry is a header of the magic {@code 070701} and thirteen fields of eight hexadecimal
 * digits, the name with a terminating zero, and the contents; name and contents are filled up to
 * multiples of four bytes. All entries belong to user and group 0 and carry the time 0, so that the
 * same entries make the same bytes.
 */
final class CpioArchive {
  private static final String MAGIC = "070701";
  private static final String END = "TRAILER!!!";
  private static final int ALIGNMENT = 4;

  private static final int REGULAR_FILE = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int CHARACTER_DEVICE = 0020000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int inode;

  /**
   * Adds a directory.
   *
   * @param name path without a leading slash
   * @param permissions the lower nine bits of its mode
   */
  void directory(String name, int permissions) {
    entry(name, DIRECTORY | permissions, new byte[0], 0, 0);
  }

  /** Adds a regular file; see {@link #directory}. */
  void file(String name, int permissions, byte[] contents) {
    entry(name, REGULAR_FILE | permissions, contents, 0, 0);
  }

  /**
   * Adds a character device; see {@link #directory}.
   *
   * @param major number of its driver
   * @param minor number of the device of that driver
   */
  void characterDevice(String name, int permissions, int major, int minor) {
    entry(name, CHARACTER_DEVICE | permissions, new byte[0], major, minor);
  }

  /** Ends the archive: its bytes. */
  byte[] finish() {
    entry(END, 0, new byte[0], 0, 0);
    return out.toByteArray();
  }

  private void entry(String name, int mode, byte[] contents, int major, int minor) {
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    boolean end = name.equals(END);
    int links = (mode & DIRECTORY) == DIRECTORY ? 2 : 1;
    text(MAGIC);
    field(end ? 0 : ++inode);
    field(mode);
    field(0); // user
    field(0); // group
    field(links);
    field(0); // time of change
    field(contents.length);
    field(0); // device that the file is on: major
    field(0); // minor
    field(major);
    field(minor);
    field(nameBytes.length + 1);
    field(0); // checksum, unused in this format
    out.writeBytes(nameBytes);
    out.write(0);
    fill();
    out.writeBytes(contents);
    fill();
  }

  private void field(int value) {
    text(String.format(Locale.ROOT, "%08x", value));
  }

  private void text(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void fill() {
    while (out.size() % ALIGNMENT != 0) {
      out.write(0);
    }
  }
}
