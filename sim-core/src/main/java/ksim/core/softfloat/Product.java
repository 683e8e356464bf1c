package ksim.core.softfloat;

/** Multiplication, alone and fused with an addition. */
final class Product {
  private Product() {}

  /** The unit's result becomes a * b. */
  static void of(FloatUnit unit, Unpacked a, Unpacked b, Format format) {
    if (unit.special(a, b)) {
      return;
    }
    if (isUndefined(a, b)) {
      unit.invalid();
      return;
    }
    unit.noteDenormals(a, b);
    exact(unit.result, a, b);
    if (unit.result.kind == Unpacked.Kind.FINITE) {
      Rounder.round(unit, format);
    }
  }

  /**
   * The unit's result becomes (+/-)a * b (+/-) c with one rounding. Of several NaNs the first one
   * is propagated (Intel SDM volume 1, table 14-18).
   *
   * @param c the addend; it is overwritten
   * @param negateProduct whether the product is negated; the signs of NaNs stay
   * @param negateAddend whether the addend is negated
   */
  static void fused(
      FloatUnit unit,
      Unpacked a,
      Unpacked b,
      Unpacked c,
      boolean negateProduct,
      boolean negateAddend,
      Format format) {
    if (a.isNan() || b.isNan() || c.isNan()) {
      boolean addendSignals = c.kind == Unpacked.Kind.SIGNALLING_NAN;
      if (a.isNan() || b.isNan()) {
        unit.special(a, b);
      } else {
        unit.special(c);
      }
      unit.raise(addendSignals ? ExceptionFlags.INVALID : 0);
      return;
    }
    if (isUndefined(a, b)) {
      unit.invalid();
      return;
    }
    Unpacked p = unit.product;
    exact(p, a, b);
    p.negative ^= negateProduct;
    c.negative ^= negateAddend;
    if (p.isInfinite() && c.isInfinite() && p.negative != c.negative) {
      unit.invalid();
      return;
    }
    unit.noteDenormals(a, b);
    unit.noteDenormals(c, c);
    Sum.ofNumbers(unit, p, c, format);
  }

  /** Whether a product is that of zero and infinity. */
  private static boolean isUndefined(Unpacked a, Unpacked b) {
    return (a.isInfinite() && b.isZero()) || (a.isZero() && b.isInfinite());
  }

  /** The product of two numbers, all its bits. */
  private static void exact(Unpacked product, Unpacked a, Unpacked b) {
    boolean negative = a.negative ^ b.negative;
    if (a.isInfinite() || b.isInfinite()) {
      product.setInfinity(negative);
    } else if (a.isZero() || b.isZero()) {
      product.setZero(negative);
    } else {
      product.setFinite(
          negative,
          a.exponent + b.exponent + 1,
          Math.unsignedMultiplyHigh(a.significand, b.significand),
          a.significand * b.significand);
    }
  }
}
