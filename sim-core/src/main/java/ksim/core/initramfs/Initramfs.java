package ksim.core.initramfs;

/**
 * The smallest initial file system that shows that Linux has come up: {@code /init}, which is
 * {@link HelloProgram}, {@code /dev/console}, which it prints to, and {@code /sys}, where it looks
 * for ACPI.
 */
public final class Initramfs {
  private static final int CONSOLE_MAJOR = 5;
  private static final int CONSOLE_MINOR = 1;

  private Initramfs() {}

  /** What {@code --initrd} takes: a cpio archive, the same bytes each time. */
  public static byte[] archive() {
    CpioArchive archive = new CpioArchive();
    archive.directory("dev", 0755);
    archive.characterDevice("dev/console", 0600, CONSOLE_MAJOR, CONSOLE_MINOR);
    archive.directory("sys", 0755);
    archive.file("init", 0755, HelloProgram.executable());
    return archive.finish();
  }
}
