package ksim.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How typed bytes reach the guest. */
class GuestInputTest {
  private final StringBuilder guest = new StringBuilder();

  private GuestInput input(InputStream in) {
    return new GuestInput(in, false, value -> guest.append((char) value));
  }

  @Test
  void aStreamThatHasEndedIsHandedOverAsAWhole() {
    String text = "0123456789".repeat(2000);
    GuestInput input = input(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    input.deliverWhole(5000);
    assertThat(guest).hasToString(text);
    assertThat(input.ended()).isTrue();
    assertThat(input.await(5000)).isFalse();
  }

  @Test
  void bytesAreNotSigned() {
    GuestInput input = input(new ByteArrayInputStream(new byte[] {(byte) 0xff, 0}));
    input.deliverWhole(5000);
    assertThat(guest).hasToString("\u00ff\u0000");
  }

  @Test
  void aStreamThatGoesOnIsNotWaitedFor() throws IOException {
    PipedOutputStream typist = new PipedOutputStream();
    GuestInput input = input(new PipedInputStream(typist));
    input.deliverWhole(10);
    assertThat(input.ended()).isFalse();
    assertThat(input.deliver()).isFalse();
    typist.write('a');
    typist.flush();
    while (!input.await(1000)) {
      assertThat(input.ended()).isFalse();
    }
    assertThat(guest).hasToString("a");
    typist.close();
    while (!input.ended()) {
      assertThat(input.await(1000)).isFalse();
    }
  }
}
