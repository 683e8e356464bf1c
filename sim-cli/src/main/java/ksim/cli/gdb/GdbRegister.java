package ksim.cli.gdb;

import java.util.HexFormat;
import java.util.function.ToLongFunction;
import ksim.core.cpu.Cpu;

/**
 * A register as gdb sees it.
 *
 * @param feature the part of the target description it stands in
 * @param name its name there
 * @param bytes its size, 4, 8, 10 or 16
 * @param type its type there
 * @param low reads the low eight bytes
 * @param high reads the others
 * @param setter writes it
 */
record GdbRegister(
    String feature,
    String name,
    int bytes,
    String type,
    ToLongFunction<Cpu> low,
    ToLongFunction<Cpu> high,
    Setter setter) {
  private static final HexFormat HEX = HexFormat.of();

  /** Writes a register. */
  @FunctionalInterface
  interface Setter {
    /** For registers that a debugger cannot write. */
    Setter NONE = (cpu, low, high) -> false;

    /** Writes the value; false if it cannot be. */
    boolean set(Cpu cpu, long low, long high);
  }

  /** A register of up to eight bytes that can be written. */
  static GdbRegister of(
      String feature,
      String name,
      int bytes,
      String type,
      ToLongFunction<Cpu> getter,
      Setter setter) {
    return new GdbRegister(feature, name, bytes, type, getter, cpu -> 0, setter);
  }

  /** The value in the order of memory, two hex digits a byte. */
  String text(Cpu cpu) {
    StringBuilder text = new StringBuilder();
    long value = low.applyAsLong(cpu);
    for (int i = 0; i < bytes; i++) {
      if (i == Long.BYTES) {
        value = high.applyAsLong(cpu);
      }
      HEX.toHexDigits(text, (byte) (value >>> (8 * (i % Long.BYTES))));
    }
    return text.toString();
  }

  /**
   * Writes it. A value that it already has can be written to any register.
   *
   * @param value as {@link #text} gives it
   * @return false if it cannot be written
   */
  boolean set(Cpu cpu, String value) {
    if (value.equals(text(cpu))) {
      return true;
    }
    byte[] parsed = HEX.parseHex(value);
    return setter.set(cpu, number(parsed, 0), number(parsed, Long.BYTES));
  }

  private static long number(byte[] value, int from) {
    long number = 0;
    for (int i = Math.min(value.length, from + Long.BYTES) - 1; i >= from; i--) {
      number = number << 8 | Byte.toUnsignedLong(value[i]);
    }
    return number;
  }
}
