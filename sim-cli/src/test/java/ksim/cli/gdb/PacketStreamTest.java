package ksim.cli.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Packets on a connection: check sums, escapes, acknowledgements. */
class PacketStreamTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  private PacketStream stream(String arriving) {
    return new PacketStream(
        new ByteArrayInputStream(arriving.getBytes(StandardCharsets.ISO_8859_1)), sent);
  }

  private String sent() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void packetsAreAcknowledgedAndUnescaped() throws IOException {
    PacketStream stream = stream("+$m0,4#fd$X0,1:}\u0003#9f");
    assertThat(stream.receive()).isEqualTo(new PacketStream.Input.Packet("m0,4"));
    assertThat(stream.receive()).isEqualTo(new PacketStream.Input.Packet("X0,1:#"));
    assertThat(sent()).isEqualTo("++");
    assertThat(stream.receive()).isEqualTo(new PacketStream.Input.End());
  }

  @Test
  void aWrongChecksumIsRefusedAndARefusalRepeats() throws IOException {
    PacketStream stream = stream("$m0,4#00-\u0003");
    stream.send("OK");
    assertThat(stream.receive()).isEqualTo(new PacketStream.Input.Interrupt());
    assertThat(sent()).isEqualTo("$OK#9a" + "-" + "$OK#9a");
  }

  @Test
  void whatIsSentIsEscaped() throws IOException {
    stream("").send("a#b$c}d*");
    assertThat(sent()).isEqualTo("$a}\u0003b}\u0004c}]d}\n#" + "%02x".formatted(checksum()));
  }

  private int checksum() {
    String text = sent();
    return text.substring(1, text.lastIndexOf('#')).chars().sum() & 0xff;
  }

  @Test
  void noiseEndsWithTheStream() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder noise = new StringBuilder();
      for (int n = random.nextInt(80); n > 0; n--) {
        noise.append(
            random.nextBoolean()
                ? (char) random.nextInt(256)
                : "$#}+-\u0003".charAt(random.nextInt(6)));
      }
      PacketStream stream = stream(noise.toString());
      PacketStream.Input input = stream.receive();
      while (!(input instanceof PacketStream.Input.End)) {
        input = stream.receive();
      }
    }
  }
}
