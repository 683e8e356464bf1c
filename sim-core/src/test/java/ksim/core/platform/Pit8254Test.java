package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import ksim.core.time.Oscillator;
import org.junit.jupiter.api.Test;

class Pit8254Test {
  private static final int CONTROL = 3;

  private final DeviceTime time = new DeviceTime();
  private final DeviceTime.Line line = time.new Line();
  private final Oscillator clk = time.crystal(Pit8254.HERTZ);
  private final Pit8254 pit = new Pit8254(clk, time.events, line);
  private final SystemControlPort port61 = new SystemControlPort(pit);

  private void program(int counter, int mode, int count) {
    pit.writeByte(CONTROL, counter << 6 | 0x30 | mode << 1);
    pit.writeByte(counter, count & 0xff);
    pit.writeByte(counter, count >> 8);
  }

  private int readBoth(int counter) {
    return pit.readByte(counter) | pit.readByte(counter) << 8;
  }

  private long pulse(long number) {
    return clk.cyclesAt(number);
  }

  @Test
  void rateGeneratorRaisesItsLineOnceEachCount() {
    program(0, 2, 11_932); // 100 Hz
    time.advanceTo(pulse(5 * 11_932 + 10));
    assertThat(line.rises)
        .containsExactly(
            0L, pulse(11_933), pulse(23_865), pulse(35_797), pulse(47_729), pulse(59_661));
    assertThat(line.falls.getFirst()).isEqualTo(pulse(11_932));
    assertThat(pulse(11_933)).as("10 ms and a pulse").isEqualTo(30_002_967);
  }

  @Test
  void squareWaveOfAnOddCountIsHighForOnePulseMore() {
    program(0, 3, 5);
    time.advanceTo(pulse(20));
    assertThat(line.falls).startsWith(pulse(4), pulse(9), pulse(14));
    assertThat(line.rises).startsWith(0L, pulse(6), pulse(11), pulse(16));
  }

  @Test
  void terminalCountRaisesTheLineOnce() {
    program(0, 0, 1000);
    assertThat(line.asserted).isFalse();
    time.advanceTo(pulse(1000));
    assertThat(line.asserted).isFalse();
    time.advanceTo(pulse(1001));
    assertThat(line.asserted).isTrue();
    time.advanceTo(pulse(200_000));
    assertThat(line.rises).hasSize(1);
    pit.writeByte(0, 1);
    assertThat(line.asserted).as("the first byte of a new count").isFalse();
  }

  @Test
  void softwareStrobeIsLowForOnePulse() {
    program(0, 4, 10);
    time.advanceTo(pulse(100));
    assertThat(line.falls).containsExactly(pulse(11));
    assertThat(line.rises).containsExactly(0L, pulse(12));
  }

  @Test
  void latchedCountStaysUntilRead() {
    program(0, 2, 0x8000);
    time.advanceTo(pulse(101));
    pit.writeByte(CONTROL, 0x00);
    time.advanceTo(pulse(400));
    pit.writeByte(CONTROL, 0x00); // ignored: the first is not read yet
    assertThat(readBoth(0)).isEqualTo(0x8000 - 100);
    assertThat(readBoth(0)).as("live").isEqualTo(0x8000 - 399);
  }

  @Test
  void readBackGivesStatusThenCount() {
    program(0, 3, 1000);
    program(2, 0, 500);
    pit.writeByte(CONTROL, 0xe0 | 0x0a); // status of counters 0 and 2
    assertThat(pit.readByte(0)).as("OUT high, count not loaded, mode 3").isEqualTo(0xf6);
    assertThat(pit.readByte(2)).as("OUT low, count not loaded, mode 0").isEqualTo(0x70);
    time.advanceTo(pulse(1));
    pit.writeByte(CONTROL, 0xc0 | 0x02); // status and count of counter 0
    time.advanceTo(pulse(9));
    assertThat(pit.readByte(0)).as("loaded").isEqualTo(0xb6);
    assertThat(readBoth(0)).isEqualTo(1000);
  }

  @Test
  void singleByteAccessAndDecimalCounting() {
    pit.writeByte(CONTROL, 0x15); // counter 0, low byte, mode 2, BCD
    pit.writeByte(0, 0x50);
    time.advanceTo(pulse(11));
    assertThat(pit.readByte(0)).isEqualTo(0x40);
    pit.writeByte(CONTROL, 0x25); // high byte
    pit.writeByte(0, 0x12);
    time.advanceTo(pulse(11 + 101));
    assertThat(pit.readByte(0)).isEqualTo(0x11);
    assertThat(pit.readByte(CONTROL)).isEqualTo(0xff);
  }

  @Test
  void speakerCounterIsGatedThroughPort61() {
    port61.writeByte(0, 0);
    program(2, 0, 100);
    time.advanceTo(pulse(50));
    assertThat(readBoth(2)).as("loaded, but not counting").isEqualTo(100);
    port61.writeByte(0, 1);
    time.advanceTo(pulse(149));
    assertThat(port61.readByte(0) & 0x2f).isEqualTo(0x01);
    time.advanceTo(pulse(150));
    assertThat(port61.readByte(0) & 0x2f).as("OUT 2").isEqualTo(0x21);
    port61.writeByte(0, 0xff);
    assertThat(port61.readByte(0) & 0xcf).isEqualTo(0x0f);
  }

  @Test
  void refreshTogglesEvery15Microseconds() {
    int toggles = 0;
    int last = port61.readByte(0) & 0x10;
    for (int microsecond = 1; microsecond <= 1500; microsecond++) {
      time.advanceTo(microsecond * 3000L);
      int now = port61.readByte(0) & 0x10;
      toggles += now == last ? 0 : 1;
      last = now;
    }
    assertThat(toggles).isEqualTo(99);
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    port61.writeByte(0, 1);
    program(0, 3, 777);
    program(2, 2, 5000);
    pit.writeByte(2, 0x34); // half of a new count
    time.advanceTo(pulse(1234));
    pit.writeByte(CONTROL, 0x80);
    DeviceTime.Line other = time.new Line();
    Pit8254 copy = SavedState.copy(pit, time.events, new Pit8254(clk, time.events, other));
    assertThat(copy.readByte(2)).isEqualTo((5000 - 1233) & 0xff);
    time.advanceTo(pulse(4000));
    assertThat(other.rises)
        .containsExactly(
            pulse(1 + 2 * 777), pulse(1 + 3 * 777), pulse(1 + 4 * 777), pulse(1 + 5 * 777));
  }

  @Test
  void aCpuThatIsBehindSeesTheCountersStandStill() {
    program(0, 2, 1000);
    time.setNow(pulse(500));
    int count = readBoth(0);
    time.setNow(pulse(400));
    assertThat(readBoth(0)).isEqualTo(count);
  }
}
