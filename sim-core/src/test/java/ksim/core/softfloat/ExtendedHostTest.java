package ksim.core.softfloat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations of the x87 on the host and on the soft unit: results, flags and C1, in all rounding
 * modes and precisions, exceptions masked or not. {@code -Dksim.softfloat.cases=1000000} makes it
 * thorough.
 */
class ExtendedHostTest {
  private static final int CASES = Integer.getInteger("ksim.softfloat.cases", 20_000);
  private static final long SEED = 80;
  private static final int C1 = 1 << 9;
  private static final int C0_C2_C3 = 1 << 8 | 1 << 10 | 1 << 14;

  /**
   * An instruction and its operation, which returns all that the instruction leaves.
   *
   * @param hex its bytes; operands are ST(0), ST(1) and memory
   */
  record Instruction(String name, String hex, Operation operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** An operation of the unit. */
  interface Operation {
    Outcome apply(FloatUnit unit, Extended a, Extended b, long memory, Format precision);
  }

  /**
   * What an instruction leaves.
   *
   * @param conditions of the status word; -1 if they are not defined
   * @param memory what it stores
   * @param memoryBits how much, 0 if it stores nothing
   */
  record Outcome(List<Extended> stack, int conditions, long memory, int memoryBits) {}

  private static Outcome top(Extended result) {
    return new Outcome(List.of(result), 0, 0, 0);
  }

  private static Outcome stored(Extended a, long value, int bits) {
    return new Outcome(List.of(a), 0, value, bits);
  }

  private static Outcome compared(Extended a, Extended b, int order) {
    int conditions =
        switch (order) {
          case Comparison.LESS -> 1 << 8;
          case Comparison.EQUAL -> 1 << 14;
          case Comparison.GREATER -> 0;
          default -> C0_C2_C3;
        };
    return new Outcome(List.of(a, b), conditions, 0, 0);
  }

  private static Outcome remainder(Remainder r, Extended b) {
    int q = r.quotient();
    int conditions = (q >> 2 & 1) << 8 | (q >> 1 & 1) << 14 | (r.complete() ? 0 : 1 << 10);
    return new Outcome(List.of(r.value(), b), conditions | (q & 1) << 9, 0, 0);
  }

  private static Outcome extracted(FloatUnit u, Extended a) {
    Extended exponent = ExtendedArithmetic.exponent(u, a);
    return new Outcome(List.of(ExtendedArithmetic.significand(u, a), exponent), 0, 0, 0);
  }

  static Stream<Instruction> instructions() {
    return Stream.of(
        new Instruction("fadd", "d8c1", (u, a, b, m, p) -> top(ExtendedArithmetic.add(u, a, b, p))),
        new Instruction("fsub", "d8e1", (u, a, b, m, p) -> top(ExtendedArithmetic.sub(u, a, b, p))),
        new Instruction("fmul", "d8c9", (u, a, b, m, p) -> top(ExtendedArithmetic.mul(u, a, b, p))),
        new Instruction("fdiv", "d8f1", (u, a, b, m, p) -> top(ExtendedArithmetic.div(u, a, b, p))),
        new Instruction("fsqrt", "d9fa", (u, a, b, m, p) -> top(ExtendedArithmetic.sqrt(u, a, p))),
        new Instruction(
            "frndint", "d9fc", (u, a, b, m, p) -> top(ExtendedArithmetic.roundToIntegral(u, a))),
        new Instruction(
            "fscale", "d9fd", (u, a, b, m, p) -> top(ExtendedArithmetic.scale(u, a, b))),
        new Instruction("fxtract", "d9f4", (u, a, b, m, p) -> extracted(u, a)),
        new Instruction(
            "fprem",
            "d9f8",
            (u, a, b, m, p) -> remainder(ExtendedArithmetic.remainder(u, a, b), b)),
        new Instruction(
            "fprem1",
            "d9f5",
            (u, a, b, m, p) -> remainder(ExtendedArithmetic.remainderNearest(u, a, b), b)),
        new Instruction(
            "fcom",
            "d8d1",
            (u, a, b, m, p) -> compared(a, b, ExtendedArithmetic.compare(u, a, b, true))),
        new Instruction(
            "fucom",
            "dde1",
            (u, a, b, m, p) -> compared(a, b, ExtendedArithmetic.compare(u, a, b, false))),
        new Instruction(
            "fst m32",
            "d95730",
            (u, a, b, m, p) -> stored(a, ExtendedArithmetic.toBinary32(u, a), 32)),
        new Instruction(
            "fst m64",
            "dd5730",
            (u, a, b, m, p) -> stored(a, ExtendedArithmetic.toBinary64(u, a), 64)),
        new Instruction(
            "fld m32",
            "d94730",
            (u, a, b, m, p) -> top(ExtendedArithmetic.fromBinary32(u, (int) m))),
        new Instruction(
            "fld m64", "dd4730", (u, a, b, m, p) -> top(ExtendedArithmetic.fromBinary64(u, m))),
        new Instruction(
            "fild m64", "df6f30", (u, a, b, m, p) -> top(ExtendedArithmetic.fromInteger(u, m))),
        new Instruction(
            "fist m16",
            "df5730",
            (u, a, b, m, p) -> stored(a, ExtendedArithmetic.toInteger(u, a, 16, u.rounding), 16)),
        new Instruction(
            "fist m32",
            "db5730",
            (u, a, b, m, p) -> stored(a, ExtendedArithmetic.toInteger(u, a, 32, u.rounding), 32)),
        new Instruction(
            "fistp m64",
            "df7f30",
            (u, a, b, m, p) ->
                new Outcome(List.of(), 0, ExtendedArithmetic.toInteger(u, a, 64, u.rounding), 64)));
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void agreesWithTheHost(Instruction instruction) {
    Optional<NativeCode> mapped = NativeCode.x87(instruction.hex());
    assumeTrue(mapped.isPresent(), "needs Linux on an Intel x86-64 processor");
    NativeCode host = mapped.get();
    SplittableRandom random = new SplittableRandom(SEED);
    FloatValues values = new FloatValues(random);
    FloatUnit unit = new FloatUnit();
    List<String> disagreements = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      Extended a = values.extended();
      Extended b = values.near(a);
      long memory =
          values.any(instruction.name().endsWith("m32") ? Format.BINARY32 : Format.BINARY64);
      int masks = random.nextBoolean() ? ExceptionFlags.ALL : random.nextInt(64);
      int precision = random.nextInt(3);
      int control = random.nextInt(4) << 10 | (precision == 0 ? 0 : precision + 1) << 8 | masks;
      host.setShort(NativeCode.CONTROL, control);
      host.setExtended(NativeCode.A, a);
      host.setExtended(NativeCode.B, b);
      host.setLong(NativeCode.C, memory);
      host.call();
      unit.loadX87Control(control);
      Outcome ours =
          instruction.operation().apply(unit, a, b, memory, Format.ofPrecisionControl(control));
      String difference = difference(host, unit, ours, instruction, memory);
      if (!difference.isEmpty()) {
        disagreements.add(
            "%s of %s, %s, %x under %x: %s"
                .formatted(instruction, text(a), text(b), memory, control, difference));
      }
    }
    assertThat(disagreements.stream().limit(10)).isEmpty();
  }

  private static String difference(
      NativeCode host, FloatUnit unit, Outcome ours, Instruction instruction, long memory) {
    int flags = unit.settledFlags();
    int status = host.getShort(NativeCode.STATUS_WORD);
    if ((status & 0x3f) != flags) {
      return "flags %x, the host: %x".formatted(flags, status & 0x3f);
    }
    boolean computed = (flags & ~unit.masked & ExceptionFlags.BEFORE_COMPUTATION) == 0;
    boolean stores = ours.memoryBits() > 0;
    boolean delivered =
        computed
            && (!stores
                || (flags & ~unit.masked & (ExceptionFlags.OVERFLOW | ExceptionFlags.UNDERFLOW))
                    == 0);
    if (!delivered) {
      return stores && host.getLong(NativeCode.C) != memory ? "stored" : "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ours.stack().size(); i++) {
      Extended theirs = host.getExtended(NativeCode.ST0 + 10 * i);
      if (!theirs.equals(ours.stack().get(i))) {
        text.append("%s, the host: %s; ".formatted(text(ours.stack().get(i)), text(theirs)));
      }
    }
    int conditions = ours.conditions() | (unit.roundedUp ? C1 : 0);
    boolean setsConditions =
        instruction.name().startsWith("fprem") || instruction.name().endsWith("com");
    int mask = setsConditions ? C0_C2_C3 | C1 : C1;
    if ((status & mask) != conditions) {
      text.append("conditions %x, the host: %x".formatted(conditions, status & mask));
    }
    if (stores) {
      int unused = 64 - ours.memoryBits();
      long theirs = host.getLong(NativeCode.C);
      if (theirs << unused != ours.memory() << unused) {
        text.append("stored %x, the host: %x".formatted(ours.memory(), theirs));
      }
    }
    return text.toString();
  }

  private static String text(Extended x) {
    return "%04x:%016x".formatted(x.signExponent(), x.significand());
  }
}
