package ksim.core.initramfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpioArchiveTest {
  /** What a reader finds in an archive. */
  private record Entry(String name, int mode, String contents, int major, int minor) {}

  @Test
  void aReaderFindsWhatWasPutIn() {
    CpioArchive archive = new CpioArchive();
    archive.directory("dev", 0755);
    archive.characterDevice("dev/console", 0600, 5, 1);
    archive.file("init", 0755, "hello".getBytes(US_ASCII));
    archive.file("empty", 0644, new byte[0]);

    assertThat(entries(archive.finish()))
        .containsExactly(
            new Entry("dev", 040755, "", 0, 0),
            new Entry("dev/console", 020600, "", 5, 1),
            new Entry("init", 0100755, "hello", 0, 0),
            new Entry("empty", 0100644, "", 0, 0),
            new Entry("TRAILER!!!", 0, "", 0, 0));
  }

  /** Reads as init/initramfs.c of Linux does: header, name and contents end at multiples of 4. */
  private static List<Entry> entries(byte[] archive) {
    assertThat(archive.length % 4).isZero();
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < archive.length) {
      assertThat(new String(archive, at, 6, US_ASCII)).isEqualTo("070701");
      int nameBytes = field(archive, at, 11);
      int bytes = field(archive, at, 6);
      int name = at + 110;
      assertThat(archive[name + nameBytes - 1]).isZero();
      int contents = (name + nameBytes + 3) & -4;
      entries.add(
          new Entry(
              new String(archive, name, nameBytes - 1, US_ASCII),
              field(archive, at, 1),
              new String(archive, contents, bytes, US_ASCII),
              field(archive, at, 9),
              field(archive, at, 10)));
      at = (contents + bytes + 3) & -4;
    }
    return entries;
  }

  private static int field(byte[] archive, int header, int number) {
    return Integer.parseUnsignedInt(new String(archive, header + 6 + 8 * number, 8, US_ASCII), 16);
  }
}
