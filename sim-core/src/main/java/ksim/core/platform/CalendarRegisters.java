package ksim.core.platform;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The ten time registers of a PC's clock chip, and what they mean (MC146818 data sheet, table 2;
 * the century register of a PC beside them): binary or BCD, 24 hours or 12 with a bit for the
 * afternoon.
 */
final class CalendarRegisters {
  static final int SECONDS = 0;
  static final int MINUTES = 2;
  static final int HOURS = 4;
  static final int DAY_OF_WEEK = 6;
  static final int DAY_OF_MONTH = 7;
  static final int MONTH = 8;
  static final int YEAR = 9;
  static final int CENTURY = 0x32;

  /** Distance from a time register to its alarm. */
  static final int ALARM = 1;

  private static final int BINARY = 1 << 2;
  private static final int HOURS_24 = 1 << 1;
  private static final int AFTERNOON = 1 << 7;

  /** The two upper bits of an alarm register: any value matches. */
  private static final int ANY = 0xc0;

  private CalendarRegisters() {}

  /** Whether a register is one of the time, not of an alarm. */
  static boolean isTime(int index) {
    return index == CENTURY || (index <= YEAR && (index > HOURS || (index & 1) == 0));
  }

  /**
   * Shows a time.
   *
   * @param registers receives it
   * @param epochSeconds the time in seconds since 1970
   * @param weekdayShift what the guest's days of the week are ahead of the calendar's
   * @param format register B
   */
  static void show(byte[] registers, long epochSeconds, int weekdayShift, int format) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC);
    registers[SECONDS] = encode(time.getSecond(), format);
    registers[MINUTES] = encode(time.getMinute(), format);
    registers[HOURS] = encodeHour(time.getHour(), format);
    registers[DAY_OF_WEEK] = encode((weekday(time) + weekdayShift) % 7 + 1, format);
    registers[DAY_OF_MONTH] = encode(time.getDayOfMonth(), format);
    registers[MONTH] = encode(time.getMonthValue(), format);
    registers[YEAR] = encode(time.getYear() % 100, format);
    registers[CENTURY] = encode(time.getYear() / 100, format);
  }

  /** The time that the registers show; what no calendar has counts on from what one has. */
  static long read(byte[] registers, int format) {
    int year = 100 * decode(registers[CENTURY], format) + decode(registers[YEAR], format);
    return LocalDate.of(year, 1, 1)
        .plusMonths(decode(registers[MONTH], format) - 1L)
        .plusDays(decode(registers[DAY_OF_MONTH], format) - 1L)
        .atStartOfDay()
        .plusHours(decodeHour(registers[HOURS], format))
        .plusMinutes(decode(registers[MINUTES], format))
        .plusSeconds(decode(registers[SECONDS], format))
        .toEpochSecond(ZoneOffset.UTC);
  }

  /** How far the day of the week that the registers show is ahead of a time's: 0 to 6. */
  static int weekdayShift(byte[] registers, long epochSeconds, int format) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC);
    return Math.floorMod(decode(registers[DAY_OF_WEEK], format) - 1 - weekday(time), 7);
  }

  /** Whether the time that the registers show is that of their alarm. */
  static boolean alarmMatches(byte[] registers) {
    return alarmMatches(registers, SECONDS)
        && alarmMatches(registers, MINUTES)
        && alarmMatches(registers, HOURS);
  }

  private static boolean alarmMatches(byte[] registers, int time) {
    int alarm = registers[time + ALARM];
    return (alarm & ANY) == ANY || alarm == registers[time];
  }

  /** Sunday is 0. */
  private static int weekday(LocalDateTime time) {
    return time.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : time.getDayOfWeek().getValue();
  }

  private static byte encode(int value, int format) {
    return (byte) ((format & BINARY) != 0 ? value : ((value / 10) << 4) | (value % 10));
  }

  private static int decode(byte register, int format) {
    int value = Byte.toUnsignedInt(register);
    return (format & BINARY) != 0 ? value : 10 * (value >>> 4) + (value & 0xf);
  }

  private static byte encodeHour(int hour, int format) {
    if ((format & HOURS_24) != 0) {
      return encode(hour, format);
    }
    int shown = hour % 12 == 0 ? 12 : hour % 12;
    return (byte) (encode(shown, format) | (hour >= 12 ? AFTERNOON : 0));
  }

  private static int decodeHour(byte register, int format) {
    if ((format & HOURS_24) != 0) {
      return decode(register, format);
    }
    int hour = decode((byte) (register & ~AFTERNOON), format) % 12;
    return (register & AFTERNOON) != 0 ? hour + 12 : hour;
  }
}
