package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FirmwareConfigurationTest {
  private final FirmwareConfiguration device = new FirmwareConfiguration(3, 0x1_2345_0000L);

  private byte[] item(int key, int bytes) {
    device.write(0, 2, key);
    return data(device, bytes);
  }

  private static byte[] data(FirmwareConfiguration from, int bytes) {
    byte[] result = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      result[i] = (byte) from.read(1, 1);
    }
    return result;
  }

  @Test
  void saysThatItIsThere() {
    assertThat(item(0, 4)).isEqualTo("QEMU".getBytes(StandardCharsets.US_ASCII));
    assertThat(item(1, 4)).containsExactly(1, 0, 0, 0);
  }

  @Test
  void tellsTheNumberOfCpusAndTheSizeOfMemory() {
    assertThat(item(5, 2)).containsExactly(3, 0);
    assertThat(item(0xf, 2)).containsExactly(3, 0);
    assertThat(item(3, 8)).containsExactly(0, 0, 0x45, 0x23, 1, 0, 0, 0);
  }

  @Test
  void hasNoFiles() {
    assertThat(item(0x19, 4)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void whatIsNotThereReadsAsZero() {
    assertThat(item(0x11, 8)).containsOnly(0);
    assertThat(item(5, 4)).containsExactly(3, 0, 0, 0);
  }

  @Test
  void selectingAnItemAgainStartsAtItsFirstByte() {
    assertThat(item(0, 2)).containsExactly('Q', 'E');
    assertThat(item(0, 1)).containsExactly('Q');
  }

  @Test
  void takesNoWrites() {
    device.write(0, 2, 0x4005);
    device.write(1, 1, 9);
    assertThat(data(device, 2)).containsExactly(3, 0);
  }

  @Test
  void itsPositionIsItsState() throws IOException {
    item(0, 2);
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    device.save(new DataOutputStream(saved));
    FirmwareConfiguration other = new FirmwareConfiguration(3, 0x1_2345_0000L);
    other.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    assertThat(data(other, 2)).containsExactly('M', 'U');
  }
}
