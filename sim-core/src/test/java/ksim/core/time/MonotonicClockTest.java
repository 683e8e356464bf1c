package ksim.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
  private long now;
  private final MonotonicClock clock = new MonotonicClock(() -> now);

  @Test
  void neverGoesBackAndRemembersHowFarItWas() throws IOException {
    now = 500;
    assertThat(clock.cycles()).isEqualTo(500);
    now = 400;
    assertThat(clock.cycles()).isEqualTo(500);
    now = 501;
    assertThat(clock.cycles()).isEqualTo(501);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    clock.save(new DataOutputStream(bytes));
    MonotonicClock copy = new MonotonicClock(() -> 7);
    copy.restore(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(copy.cycles()).isEqualTo(501);
  }
}
