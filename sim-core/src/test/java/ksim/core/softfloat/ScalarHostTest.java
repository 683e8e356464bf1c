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
 * Scalar operations of SSE, FMA and F16C on the host and on the soft unit: results and flags, in
 * all rounding modes, with DAZ and FTZ. {@code -Dksim.softfloat.cases=1000000} makes it thorough.
 */
class ScalarHostTest {
  private static final int CASES = Integer.getInteger("ksim.softfloat.cases", 20_000);
  private static final long SEED = 64;

  /** An operation of the unit on three operands, of which it may ignore some. */
  interface Operation {
    long apply(FloatUnit unit, long a, long b, long c);
  }

  /**
   * An instruction and its operation.
   *
   * @param hex its bytes; operands are XMM0 (also the result), XMM1, XMM2
   * @param from format of the operands, {@code to} of the result
   * @param general whether the result is in RAX
   */
  record Instruction(
      String name, String hex, Format from, Format to, boolean general, Operation operation) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Instruction binary64(String name, String hex, Operation operation) {
    return new Instruction(name, hex, Format.BINARY64, Format.BINARY64, false, operation);
  }

  private static Instruction binary32(String name, String hex, Operation operation) {
    return new Instruction(name, hex, Format.BINARY32, Format.BINARY32, false, operation);
  }

  static Stream<Instruction> instructions() {
    return Stream.of(
        binary64("addsd", "f20f58c1", (u, a, b, c) -> Binary64.add(u, a, b)),
        binary64("subsd", "f20f5cc1", (u, a, b, c) -> Binary64.sub(u, a, b)),
        binary64("mulsd", "f20f59c1", (u, a, b, c) -> Binary64.mul(u, a, b)),
        binary64("divsd", "f20f5ec1", (u, a, b, c) -> Binary64.div(u, a, b)),
        binary64("sqrtsd", "f20f51c0", (u, a, b, c) -> Binary64.sqrt(u, a)),
        binary64("minsd", "f20f5dc1", (u, a, b, c) -> Binary64.min(u, a, b)),
        binary64("maxsd", "f20f5fc1", (u, a, b, c) -> Binary64.max(u, a, b)),
        binary64(
            "cmpltsd",
            "f20fc2c101",
            (u, a, b, c) -> Binary64.compare(u, a, b, true) == Comparison.LESS ? -1 : 0),
        binary64(
            "cmpeqsd",
            "f20fc2c100",
            (u, a, b, c) -> Binary64.compare(u, a, b, false) == Comparison.EQUAL ? -1 : 0),
        binary64(
            "roundsd",
            "660f3a0bc004",
            (u, a, b, c) -> Binary64.roundToIntegral(u, a, u.rounding, false)),
        binary64(
            "roundsd up, silent",
            "660f3a0bc00a",
            (u, a, b, c) -> Binary64.roundToIntegral(u, a, RoundingControl.UP, true)),
        // operands in the manual's order of NaNs: vfmadd213sd xmm0, xmm1, xmm2 is xmm1*xmm0+xmm2
        binary64(
            "vfmadd213sd", "c4e2f1a9c2", (u, a, b, c) -> Binary64.fma(u, b, a, c, false, false)),
        binary64(
            "vfmadd231sd", "c4e2f1b9c2", (u, a, b, c) -> Binary64.fma(u, b, c, a, false, false)),
        binary64(
            "vfmadd132sd", "c4e2f199c2", (u, a, b, c) -> Binary64.fma(u, a, c, b, false, false)),
        binary64(
            "vfnmsub213sd", "c4e2f1afc2", (u, a, b, c) -> Binary64.fma(u, b, a, c, true, true)),
        binary32("addss", "f30f58c1", (u, a, b, c) -> Binary32.add(u, (int) a, (int) b)),
        binary32("subss", "f30f5cc1", (u, a, b, c) -> Binary32.sub(u, (int) a, (int) b)),
        binary32("mulss", "f30f59c1", (u, a, b, c) -> Binary32.mul(u, (int) a, (int) b)),
        binary32("divss", "f30f5ec1", (u, a, b, c) -> Binary32.div(u, (int) a, (int) b)),
        binary32("sqrtss", "f30f51c0", (u, a, b, c) -> Binary32.sqrt(u, (int) a)),
        binary32("minss", "f30f5dc1", (u, a, b, c) -> Binary32.min(u, (int) a, (int) b)),
        binary32("maxss", "f30f5fc1", (u, a, b, c) -> Binary32.max(u, (int) a, (int) b)),
        binary32(
            "cmpltss",
            "f30fc2c101",
            (u, a, b, c) ->
                Binary32.compare(u, (int) a, (int) b, true) == Comparison.LESS ? -1 : 0),
        binary32(
            "cmpeqss",
            "f30fc2c100",
            (u, a, b, c) ->
                Binary32.compare(u, (int) a, (int) b, false) == Comparison.EQUAL ? -1 : 0),
        binary32(
            "roundss",
            "660f3a0ac004",
            (u, a, b, c) -> Binary32.roundToIntegral(u, (int) a, u.rounding, false)),
        binary32(
            "vfmadd213ss",
            "c4e271a9c2",
            (u, a, b, c) -> Binary32.fma(u, (int) b, (int) a, (int) c, false, false)),
        binary32(
            "vfmsub213ss",
            "c4e271abc2",
            (u, a, b, c) -> Binary32.fma(u, (int) b, (int) a, (int) c, false, true)),
        binary32(
            "vfnmadd213ss",
            "c4e271adc2",
            (u, a, b, c) -> Binary32.fma(u, (int) b, (int) a, (int) c, true, false)),
        new Instruction(
            "cvtss2sd",
            "f30f5ac0",
            Format.BINARY32,
            Format.BINARY64,
            false,
            (u, a, b, c) -> Binary64.fromBinary32(u, (int) a)),
        new Instruction(
            "cvtsd2ss",
            "f20f5ac0",
            Format.BINARY64,
            Format.BINARY32,
            false,
            (u, a, b, c) -> Binary32.fromBinary64(u, a)),
        new Instruction(
            "cvtsd2si 64",
            "f2480f2dc0",
            Format.BINARY64,
            Format.BINARY64,
            true,
            (u, a, b, c) -> Binary64.toInteger(u, a, 64, u.rounding)),
        new Instruction(
            "cvttsd2si 64",
            "f2480f2cc0",
            Format.BINARY64,
            Format.BINARY64,
            true,
            (u, a, b, c) -> Binary64.toInteger(u, a, 64, RoundingControl.ZERO)),
        new Instruction(
            "cvtsd2si 32",
            "f20f2dc0",
            Format.BINARY64,
            Format.BINARY32,
            true,
            (u, a, b, c) -> Binary64.toInteger(u, a, 32, u.rounding)),
        new Instruction(
            "cvttss2si 64",
            "f3480f2cc0",
            Format.BINARY32,
            Format.BINARY64,
            true,
            (u, a, b, c) -> Binary32.toInteger(u, (int) a, 64, RoundingControl.ZERO)),
        new Instruction(
            "cvtss2si 32",
            "f30f2dc0",
            Format.BINARY32,
            Format.BINARY32,
            true,
            (u, a, b, c) -> Binary32.toInteger(u, (int) a, 32, u.rounding)),
        new Instruction(
            "cvtsi2sd 64",
            "66480f6ec0f2480f2ac0",
            Format.BINARY64,
            Format.BINARY64,
            false,
            (u, a, b, c) -> Binary64.fromInteger(u, c)),
        new Instruction(
            "cvtsi2ss 64",
            "66480f6ec0f3480f2ac0",
            Format.BINARY32,
            Format.BINARY32,
            false,
            (u, a, b, c) -> Binary32.fromInteger(u, c)),
        new Instruction(
            "vcvtph2ps",
            "c4e27913c0",
            Format.BINARY16,
            Format.BINARY32,
            false,
            (u, a, b, c) -> Binary32.fromBinary16(u, (int) a)),
        new Instruction(
            "vcvtps2ph",
            "c4e3791dc004",
            Format.BINARY32,
            Format.BINARY16,
            false,
            (u, a, b, c) -> Binary32.toBinary16(u, (int) a, u.rounding)));
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void agreesWithTheHost(Instruction instruction) {
    Optional<NativeCode> mapped = NativeCode.sse(instruction.hex());
    assumeTrue(mapped.isPresent(), "needs Linux on an Intel x86-64 processor");
    NativeCode host = mapped.get();
    SplittableRandom random = new SplittableRandom(SEED);
    FloatValues values = new FloatValues(random);
    FloatUnit unit = new FloatUnit();
    List<String> disagreements = new ArrayList<>();
    long mask = -1L >>> (63 - instruction.to().signBit());
    for (int i = 0; i < CASES; i++) {
      long a = values.any(instruction.from());
      long b = values.near(instruction.from(), a);
      long c = values.near(instruction.from(), random.nextBoolean() ? a : b);
      int mxcsr = 0x1f80 | random.nextInt(4) << 13;
      mxcsr |= random.nextInt(4) == 0 ? (random.nextInt(2) << 6) | (random.nextInt(2) << 15) : 0;
      mxcsr |= random.nextInt(3) == 0 ? ExceptionFlags.INEXACT : 0;
      mxcsr &= random.nextBoolean() ? ~(3 << 13) : -1;
      host.setInt(NativeCode.CONTROL, mxcsr);
      host.setLong(NativeCode.A, a);
      host.setLong(NativeCode.B, b);
      host.setLong(NativeCode.C, c);
      host.setLong(NativeCode.GENERAL, c);
      host.call();
      unit.loadMxcsr(mxcsr);
      long ours = instruction.operation().apply(unit, a, b, c) & mask;
      int ourMxcsr = mxcsr | unit.settledFlags();
      long theirs = host.getLong(instruction.general() ? NativeCode.GENERAL : NativeCode.A) & mask;
      int theirMxcsr = host.getInt(NativeCode.CONTROL);
      if (ours != theirs || ourMxcsr != theirMxcsr) {
        disagreements.add(
            "%s of %x, %x, %x under %x: %x, %x; the host: %x, %x"
                .formatted(
                    instruction, a, b, c, mxcsr, ours, ourMxcsr & 0x3f, theirs, theirMxcsr & 0x3f));
      }
    }
    assertThat(disagreements.stream().limit(10)).isEmpty();
  }
}
