package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final AtomicLong nanos = new AtomicLong();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ProgressLine line(boolean enabled, int columns) {
    PrintStream terminal = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new ProgressLine(terminal, enabled, nanos::get, () -> columns);
  }

  private void pass(double seconds) {
    nanos.addAndGet((long) (seconds * 1e9));
  }

  private String shown() {
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    return text;
  }

  @Test
  void appearsAfterTwoSecondsAndNotTooOften() {
    ProgressLine line = line(true, 100);
    line.expect(3);
    line.begun("one, lazy");
    line.begun("two, lazy");
    pass(1.9);
    line.advanced("one, lazy", 1, 1);
    assertThat(shown()).isEmpty();
    pass(0.1);
    line.advanced("one, lazy", 200_000_000, 100_000_000);
    assertThat(shown())
        .isEqualTo("\r\u001b[K0 of 3 runs, 200 million cycles, 50 MIPS, 2 s: one, lazy; two, lazy");
    pass(0.1);
    line.advanced("one, lazy", 210_000_000, 110_000_000);
    assertThat(shown()).isEmpty();
    pass(0.4);
    line.ended("one, lazy");
    assertThat(shown())
        .isEqualTo("\r\u001b[K1 of 3 runs, 210 million cycles, 44 MIPS, 3 s: two, lazy");
    line.clear();
    line.clear();
    assertThat(shown()).isEqualTo("\r\u001b[K");
  }

  @Test
  void namesOnlyTheRunsThatFit() {
    ProgressLine line = line(true, 55);
    line.begun("one, lazy");
    line.begun("two, lazy");
    pass(3);
    line.advanced("one, lazy", 0, 0);
    assertThat(shown())
        .isEqualTo("\r\u001b[K0 of 0 runs, 0 million cycles, 0 MIPS, 3 s: one, lazy");
  }

  @Test
  void isCutToANarrowTerminal() {
    ProgressLine line = line(true, 20);
    line.begun("one, lazy");
    pass(3);
    line.advanced("one, lazy", 0, 0);
    assertThat(shown()).isEqualTo("\r\u001b[K0 of 0 runs, 0 mill");
  }

  @Test
  void saysNothingWhereItIsNotWanted() {
    ProgressLine line = line(false, 80);
    line.begun("one, lazy");
    pass(3);
    line.advanced("one, lazy", 0, 0);
    line.close();
    assertThat(shown()).isEmpty();
  }
}
