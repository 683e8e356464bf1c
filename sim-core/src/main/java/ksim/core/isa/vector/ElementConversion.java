package ksim.core.isa.vector;

import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.FloatUnit;
import ksim.core.softfloat.RoundingControl;

/** Conversion of one element to another type: CVT* in all their widths. */
@FunctionalInterface
public interface ElementConversion {
  /**
   * The element converted, in the low bits.
   *
   * @param element in the low bits; what is above it does not count
   */
  long apply(FloatUnit unit, long element);

  /** CVTDQ2PS, CVTPI2PS, CVTSI2SS of a sign-extended integer. */
  static long integerToSingle(FloatUnit unit, long element) {
    return Binary32.fromInteger(unit, element);
  }

  /** CVTSI2SD of a sign-extended integer. */
  static long integerToDouble(FloatUnit unit, long element) {
    return Binary64.fromInteger(unit, element);
  }

  /** CVTDQ2PS, CVTPI2PS. */
  static long doublewordToSingle(FloatUnit unit, long element) {
    return Binary32.fromInteger(unit, element << 32 >> 32);
  }

  /** CVTDQ2PD, CVTPI2PD: exact. */
  static long doublewordToDouble(FloatUnit unit, long element) {
    return Binary64.fromInteger(unit, element << 32 >> 32);
  }

  /** CVTPS2PD, CVTSS2SD. */
  static long singleToDouble(FloatUnit unit, long element) {
    return Binary64.fromBinary32(unit, (int) element);
  }

  /** CVTPD2PS, CVTSD2SS. */
  static long doubleToSingle(FloatUnit unit, long element) {
    return Binary32.fromBinary64(unit, element);
  }

  /** VCVTPH2PS. */
  static long halfToSingle(FloatUnit unit, long element) {
    return Binary32.fromBinary16(unit, (int) element);
  }

  /**
   * VCVTPS2PH.
   *
   * @param control bits 1-0 the rounding mode; bit 2: that of MXCSR instead
   */
  static ElementConversion singleToHalf(int control) {
    return (control & 4) != 0
        ? (unit, element) -> Binary32.toBinary16(unit, (int) element, unit.rounding)
        : (unit, element) -> Binary32.toBinary16(unit, (int) element, control & 3);
  }

  /**
   * CVTPS2DQ, CVTPS2PI, CVTSS2SI.
   *
   * @param bits width of the integer: 32 or 64
   */
  static ElementConversion singleToInteger(int bits) {
    return (unit, element) -> Binary32.toInteger(unit, (int) element, bits, unit.rounding);
  }

  /**
   * CVTTPS2DQ, CVTTPS2PI, CVTTSS2SI.
   *
   * @param bits width of the integer: 32 or 64
   */
  static ElementConversion truncateSingle(int bits) {
    return (unit, element) -> Binary32.toInteger(unit, (int) element, bits, RoundingControl.ZERO);
  }

  /**
   * CVTPD2DQ, CVTPD2PI, CVTSD2SI.
   *
   * @param bits width of the integer: 32 or 64
   */
  static ElementConversion doubleToInteger(int bits) {
    return (unit, element) -> Binary64.toInteger(unit, element, bits, unit.rounding);
  }

  /**
   * CVTTPD2DQ, CVTTPD2PI, CVTTSD2SI.
   *
   * @param bits width of the integer: 32 or 64
   */
  static ElementConversion truncateDouble(int bits) {
    return (unit, element) -> Binary64.toInteger(unit, element, bits, RoundingControl.ZERO);
  }
}
