package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import ksim.core.fault.UnimplementedException;
import org.junit.jupiter.api.Test;

class RealTimeClockTest {
  private static final long SECOND = DeviceTime.CORE_HERTZ;
  private static final int A = 0x0a;
  private static final int B = 0x0b;
  private static final int C = 0x0c;
  private static final int D = 0x0d;
  private static final int HOURS_24 = 0x02;
  private static final int BINARY = 0x04;
  private static final int SET = 0x80;

  private final DeviceTime time = new DeviceTime();
  private final DeviceTime.Line line = time.new Line();
  private RealTimeClock clock = at("2024-02-28T23:59:58");

  private RealTimeClock at(String date) {
    return new RealTimeClock(
        time.crystal(RealTimeClock.HERTZ),
        time.events,
        line,
        LocalDateTime.parse(date).toEpochSecond(ZoneOffset.UTC));
  }

  private int read(int index) {
    clock.writeByte(0, index);
    return clock.readByte(1);
  }

  private void write(int index, int value) {
    clock.writeByte(0, index);
    clock.writeByte(1, value);
  }

  /** The date as the registers show it in BCD. */
  private String shown() {
    return "%02x%02x-%02x-%02x %02x:%02x:%02x, day %d"
        .formatted(read(0x32), read(9), read(8), read(7), read(4), read(2), read(0), read(6));
  }

  @Test
  void goesOnFromItsStartThroughLeapDays() {
    assertThat(shown()).isEqualTo("2024-02-28 23:59:58, day 4");
    time.advanceTo(2 * SECOND - 1);
    assertThat(shown()).isEqualTo("2024-02-28 23:59:59, day 4");
    time.advanceTo(2 * SECOND);
    assertThat(shown()).isEqualTo("2024-02-29 00:00:00, day 5");
    time.advanceTo(2 * SECOND + 86_400 * SECOND);
    assertThat(shown()).isEqualTo("2024-03-01 00:00:00, day 6");
  }

  @Test
  void showsBinaryAndTwelveHours() {
    write(B, BINARY);
    assertThat(read(4)).as("11 in the afternoon").isEqualTo(0x8b);
    assertThat(read(0)).isEqualTo(58);
    assertThat(read(9)).isEqualTo(24);
    write(B, 0);
    assertThat(read(4)).isEqualTo(0x91);
    time.advanceTo(3 * SECOND);
    assertThat(read(4)).as("midnight").isEqualTo(0x12);
  }

  @Test
  void everyTimeIsReadBackInEveryFormat() {
    SplittableRandom random = new SplittableRandom(146_818);
    byte[] registers = new byte[128];
    for (int i = 0; i < 5000; i++) {
      long seconds = random.nextLong(-2_208_988_800L, 7_258_118_400L); // 1900 to 2200
      int format = random.nextInt(4) << 1;
      int shift = random.nextInt(7);
      CalendarRegisters.show(registers, seconds, shift, format);
      assertThat(CalendarRegisters.read(registers, format)).isEqualTo(seconds);
      assertThat(CalendarRegisters.weekdayShift(registers, seconds, format)).isEqualTo(shift);
    }
  }

  @Test
  void setStopsTheUpdatesAndTakesWhatIsWritten() {
    write(B, SET | HOURS_24);
    write(0, 0x30);
    write(2, 0x15);
    write(4, 0x08);
    write(7, 0x31);
    write(8, 0x12);
    write(9, 0x99);
    write(0x32, 0x19);
    write(6, 6);
    time.advanceTo(5 * SECOND + SECOND / 2);
    assertThat(shown()).isEqualTo("1999-12-31 08:15:30, day 6");
    write(B, HOURS_24);
    assertThat(shown()).isEqualTo("1999-12-31 08:15:30, day 6");
    time.advanceTo(6 * SECOND);
    assertThat(shown()).as("the divider chain ran on").isEqualTo("1999-12-31 08:15:31, day 6");
  }

  @Test
  void leavingResetTheFirstUpdateComesAfterHalfASecond() {
    write(A, 0x66);
    time.advanceTo(10 * SECOND);
    assertThat(read(0)).isEqualTo(0x58);
    time.advanceTo(10 * SECOND + SECOND / 4);
    write(A, 0x26);
    time.advanceTo(10 * SECOND + SECOND * 3 / 4 - 200_000);
    assertThat(read(0)).isEqualTo(0x58);
    assertThat(read(A)).isEqualTo(0xa6);
    time.advanceTo(10 * SECOND + SECOND * 3 / 4);
    assertThat(read(0)).isEqualTo(0x59);
    assertThat(read(A)).isEqualTo(0x26);
  }

  @Test
  void updateInProgressIsSetFor2228MicrosecondsBeforeAnUpdate() {
    long begins = SECOND - 2228 * 3000;
    time.advanceTo(begins - 100_000);
    assertThat(read(A)).isEqualTo(0x26);
    time.advanceTo(begins + 100_000);
    assertThat(read(A)).isEqualTo(0xa6);
    time.advanceTo(SECOND);
    assertThat(read(A)).isEqualTo(0x26);
  }

  @Test
  void updateInterruptComesEachSecondOnceTheLastWasRead() {
    write(B, HOURS_24 | 0x10);
    time.advanceTo(SECOND);
    assertThat(line.asserted).isTrue();
    time.advanceTo(2 * SECOND + 5);
    assertThat(read(C) & 0x90).isEqualTo(0x90);
    assertThat(line.asserted).isFalse();
    assertThat(read(C)).isZero();
    time.advanceTo(3 * SECOND);
    assertThat(line.rises).containsExactly(SECOND, 3 * SECOND);
  }

  @Test
  void alarmMatchesWithDontCares() {
    write(1, 0x03);
    write(3, 0xc0);
    write(5, 0xff);
    write(B, HOURS_24 | 0x20);
    time.advanceTo(70 * SECOND);
    assertThat(line.rises).as("second 3 of each minute").containsExactly(5 * SECOND);
    assertThat(read(C) & 0xb0).isEqualTo(0xb0);
    time.advanceTo(125 * SECOND);
    assertThat(line.rises).containsExactly(5 * SECOND, 125 * SECOND);
  }

  @Test
  void flagsAreSetWithoutInterruptsToo() {
    write(1, 0x30);
    write(3, 0x10);
    write(5, 0x07);
    time.advanceTo(3600 * SECOND);
    assertThat(read(C)).as("update and period").isEqualTo(0x50);
    time.advanceTo(86_400 * SECOND);
    assertThat(read(C)).as("and the alarm, in ten hours").isEqualTo(0x70);
    assertThat(line.rises).isEmpty();
  }

  @Test
  void periodicInterruptHasTheProgrammedRate() {
    write(A, 0x26); // 1024 Hz
    write(B, HOURS_24 | 0x40);
    for (int i = 1; i <= 1024; i++) {
      time.advanceTo(i * SECOND / 1024 + 1);
      assertThat(read(C) & 0xc0).isEqualTo(0xc0);
    }
    assertThat(line.rises).hasSize(1024);
    assertThat(line.rises.get(1)).isEqualTo((2 * SECOND + 1023) / 1024);
    write(A, 0x21); // 256 Hz, as rate 8
    line.rises.clear();
    for (int i = 1; i <= 512; i++) {
      time.advance(SECOND / 512);
      read(C);
    }
    assertThat(line.rises).hasSize(256);
  }

  @Test
  void memoryKeepsBytesAndTheIndexIsWriteOnly() {
    write(0x0f, 0x5a);
    write(0x80 | 0x40, 0xa5);
    assertThat(clock.nmiMasked()).isTrue();
    assertThat(read(0x0f)).isEqualTo(0x5a);
    assertThat(read(0x40)).isEqualTo(0xa5);
    assertThat(clock.nmiMasked()).isFalse();
    assertThat(clock.readByte(0)).isEqualTo(0xff);
    write(D, 0);
    assertThat(read(D)).isEqualTo(0x80);
  }

  @Test
  void otherCrystalsAreLoud() {
    assertThatThrownBy(() -> write(A, 0x06)).isInstanceOf(UnimplementedException.class);
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    write(B, HOURS_24 | 0x50);
    write(2, 0x44);
    time.advanceTo(SECOND / 3);
    DeviceTime.Line other = time.new Line();
    RealTimeClock fresh =
        new RealTimeClock(time.crystal(RealTimeClock.HERTZ), time.events, other, 0);
    clock = SavedState.copy(clock, time.events, fresh);
    read(C);
    time.advanceTo(2 * SECOND);
    assertThat(shown()).isEqualTo("2024-02-28 23:45:00, day 4");
    assertThat(read(C)).isEqualTo(0xd0);
    assertThat(other.rises).isNotEmpty();
  }
}
