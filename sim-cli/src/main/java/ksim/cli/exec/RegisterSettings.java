package ksim.cli.exec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ksim.cli.diag.Suggestion;
import ksim.core.cpu.VectorRegisters;
import ksim.core.sandbox.FloatingPointState;
import ksim.core.sandbox.RegisterState;

/** Registers as {@code --set NAME=VALUE} gives them. */
public final class RegisterSettings {
  /** Names of the general registers in hardware order. */
  static final List<String> GENERAL =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private static final List<String> OTHERS = List.of("rflags", "mxcsr", "fcw", "fsw");
  private static final int MMX_EXPONENT = 0xffff;
  private static final long WORD = 0xffff;
  private static final int TOP_SHIFT = 11;

  private final RegisterState initial = RegisterState.initial();
  private final FloatingPointState x87 = initial.floatingPoint();
  private long rflags = initial.rflags();
  private int mxcsr = initial.mxcsr();
  private int control = x87.control();
  private int status = x87.status();

  /** Numbers of the x87 and MMX registers that were set: in use, counted from ST(0). */
  private int used;

  /**
   * Sets a register.
   *
   * @param name its name
   * @param value a number or, for vector and x87 registers, hex digits with leading zeros left out
   */
  public void set(String name, String value) throws MalformedValue {
    String lower = name.toLowerCase(Locale.ROOT);
    int general = GENERAL.indexOf(lower);
    if (general >= 0) {
      initial.general()[general] = CommandLineValues.number(value);
      return;
    }
    switch (lower) {
      case "rflags" -> rflags = CommandLineValues.number(value);
      case "mxcsr" -> mxcsr = word(value);
      case "fcw" -> control = word(value);
      case "fsw" -> status = word(value);
      default -> setNumbered(name, lower, value);
    }
  }

  private static int word(String text) throws MalformedValue {
    long value = CommandLineValues.number(text);
    if (value < 0 || value > WORD) {
      throw new MalformedValue("found '%s', expected 0 to 0xffff".formatted(text));
    }
    return (int) value;
  }

  private void setNumbered(String name, String lower, String value) throws MalformedValue {
    String kind = lower.replaceFirst("[0-9]+$", "");
    int most = kind.equals("st") || kind.equals("mm") ? 7 : VectorRegisters.COUNT - 1;
    String digits = lower.substring(kind.length());
    if (!digits.matches("[0-9]{1,2}") || Integer.parseInt(digits) > most) {
      throw unknown(name);
    }
    int number = Integer.parseInt(digits);
    switch (kind) {
      case "xmm" -> setVector(number, register(value, 2, 32));
      case "ymm" -> setVector(number, register(value, 4, 64));
      case "st" -> {
        long[] words = register(value, 2, 20);
        setFloatingPoint(number, words[0], (int) words[1]);
      }
      case "mm" -> setFloatingPoint(number, register(value, 1, 16)[0], MMX_EXPONENT);
      default -> throw unknown(name);
    }
  }

  private static MalformedValue unknown(String name) {
    List<String> known =
        Stream.of(
                GENERAL.stream(),
                OTHERS.stream(),
                numbered("xmm", VectorRegisters.COUNT),
                numbered("ymm", VectorRegisters.COUNT),
                numbered("st", 8),
                numbered("mm", 8))
            .flatMap(names -> names)
            .toList();
    return new MalformedValue(
        "found the unknown register '%s'%s"
            .formatted(
                name,
                Suggestion.nearest(name, known)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(
                        ", expected rax to r15, rflags, xmm0 to xmm15, ymm0 to ymm15, mxcsr, st0"
                            + " to st7, mm0 to mm7, fcw or fsw")));
  }

  private static Stream<String> numbered(String kind, int count) {
    return IntStream.range(0, count).mapToObj(number -> kind + number);
  }

  private static long[] register(String value, int words, int digits) throws MalformedValue {
    String bare = HexText.isPrefixed(value) ? value.substring(2) : value;
    String padded = "0".repeat(Math.max(0, digits - bare.length())) + bare;
    return HexText.register(bare.isEmpty() ? bare : padded, words, digits);
  }

  private void setVector(int number, long[] lanes) {
    System.arraycopy(lanes, 0, initial.vector(), number * VectorRegisters.LANES, lanes.length);
  }

  private void setFloatingPoint(int number, long significand, int signExponent) {
    x87.significands()[number] = significand;
    x87.signExponents()[number] = signExponent;
    used |= 1 << number;
  }

  /** The registers, with an instruction pointer. */
  public RegisterState at(long rip) {
    int top = status >> TOP_SHIFT & 7;
    int tags = (used << top | used >> (8 - top)) & 0xff;
    return new RegisterState(
        rip,
        rflags,
        initial.general(),
        initial.vector(),
        mxcsr,
        new FloatingPointState(
            control,
            status,
            tags,
            x87.significands().clone(),
            Arrays.copyOf(x87.signExponents(), x87.signExponents().length)));
  }
}
