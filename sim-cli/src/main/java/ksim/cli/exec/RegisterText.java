package ksim.cli.exec;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.NamedFlag;
import ksim.core.cpu.VectorRegisters;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.RegisterState;

/** Registers as text: a line each, with what was there before. */
final class RegisterText {
  private static final int LANE_DIGITS = 16;

  private RegisterText() {}

  /**
   * A register.
   *
   * @param name its name
   * @param before its value before, as hex digits
   * @param after its value after
   * @param note what to add; may be empty
   */
  record Value(String name, String before, String after, String note) {
    boolean changed() {
      return !before.equals(after);
    }

    /** The line without an indent. */
    String line() {
      String shown = changed() ? before + " -> " + after : after;
      return ("%-7s ".formatted(name) + shown + (note.isEmpty() ? "" : "  " + note));
    }
  }

  /** All registers but RIP, in a fixed order. */
  static List<Value> values(RegisterState before, RegisterState after) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < RegisterState.GENERAL; i++) {
      add(values, RegisterSettings.GENERAL.get(i), before.general()[i], after.general()[i], 16);
    }
    values.add(
        new Value(
            "rflags",
            hex(before.rflags(), 16),
            hex(after.rflags(), 16),
            flagChanges(before.rflags(), after.rflags())));
    for (int i = 0; i < VectorRegisters.COUNT; i++) {
      boolean upper = hasUpper(before, i) || hasUpper(after, i);
      values.add(
          new Value(
              (upper ? "ymm" : "xmm") + i,
              vector(before, i, upper ? 4 : 2),
              vector(after, i, upper ? 4 : 2),
              ""));
    }
    add(values, "mxcsr", before.mxcsr(), after.mxcsr(), 4);
    addFloatingPoint(values, before.floatingPoint(), after.floatingPoint());
    return values;
  }

  private static void add(List<Value> values, String name, long before, long after, int digits) {
    values.add(new Value(name, hex(before, digits), hex(after, digits), ""));
  }

  private static void addFloatingPoint(
      List<Value> values, FloatingPointState before, FloatingPointState after) {
    for (int i = 0; i < after.significands().length; i++) {
      values.add(
          new Value(
              "st" + i,
              hex(before.signExponents()[i], 4) + hex(before.significands()[i], LANE_DIGITS),
              hex(after.signExponents()[i], 4) + hex(after.significands()[i], LANE_DIGITS),
              ""));
    }
    add(values, "fcw", before.control(), after.control(), 4);
    add(values, "fsw", before.status(), after.status(), 4);
    add(values, "ftag", before.tags(), after.tags(), 2);
  }

  private static boolean hasUpper(RegisterState state, int register) {
    return (state.lane(register, 2) | state.lane(register, 3)) != 0;
  }

  private static String vector(RegisterState state, int register, int lanes) {
    StringBuilder text = new StringBuilder();
    for (int lane = lanes - 1; lane >= 0; lane--) {
      HexText.appendDigits(text, state.lane(register, lane), LANE_DIGITS);
    }
    return text.toString();
  }

  static String hex(long value, int digits) {
    StringBuilder text = new StringBuilder();
    HexText.appendDigits(text, value, digits);
    return text.toString();
  }

  /** Which flags have changed, or which are set where none has: {@code +ZF -CF}, {@code IF}. */
  static String flagChanges(long before, long after) {
    List<String> changes = new ArrayList<>();
    for (NamedFlag flag : NamedFlag.ALL) {
      if (before == after && flag.in(after)) {
        changes.add(flag.name());
      } else if (flag.in(before ^ after)) {
        changes.add((flag.in(after) ? "+" : "-") + flag.name());
      }
    }
    return String.join(" ", changes);
  }
}
