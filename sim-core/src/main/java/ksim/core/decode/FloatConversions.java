package ksim.core.decode;

import java.util.Map;
import ksim.core.decode.FloatOperations.VectorFactory;
import ksim.core.isa.Op;
import ksim.core.isa.vector.ElementConversion;
import ksim.core.isa.vector.EnterMmx;
import ksim.core.isa.vector.PackedConversion;
import ksim.core.isa.vector.ScalarFloat;

/** Factories of conversions between floating-point formats and integers. */
final class FloatConversions {
  private FloatConversions() {}

  /** Adds the factories of all mnemonics. */
  static void addTo(Map<String, VectorFactory> factories) {
    packed(factories, "cvtdq2ps", ElementConversion::doublewordToSingle, 32, 32);
    packed(factories, "cvtps2dq", ElementConversion.singleToInteger(32), 32, 32);
    packed(factories, "cvttps2dq", ElementConversion.truncateSingle(32), 32, 32);
    packed(factories, "cvtdq2pd", ElementConversion::doublewordToDouble, 32, 64);
    packed(factories, "cvtpd2dq", ElementConversion.doubleToInteger(32), 64, 32);
    packed(factories, "cvttpd2dq", ElementConversion.truncateDouble(32), 64, 32);
    packed(factories, "cvtps2pd", ElementConversion::singleToDouble, 32, 64);
    packed(factories, "cvtpd2ps", ElementConversion::doubleToSingle, 64, 32);
    factories.put("vcvtph2ps", f -> convert(f, ElementConversion::halfToSingle, 16, 32));
    factories.put(
        "vcvtps2ph",
        f -> convert(f, ElementConversion.singleToHalf(FloatOperations.control(f)), 32, 16));
    ofMmx(factories);
    scalar(factories);
  }

  private static void ofMmx(Map<String, VectorFactory> factories) {
    factories.put("cvtps2pi", f -> toMmx(f, ElementConversion.singleToInteger(32), 32));
    factories.put("cvttps2pi", f -> toMmx(f, ElementConversion.truncateSingle(32), 32));
    factories.put("cvtpd2pi", f -> toMmx(f, ElementConversion.doubleToInteger(32), 64));
    factories.put("cvttpd2pi", f -> toMmx(f, ElementConversion.truncateDouble(32), 64));
    factories.put(
        "cvtpi2ps",
        f ->
            fromMmx(
                f,
                new PackedConversion.ConvertLow(
                    ElementConversion::doublewordToSingle, f.destinationRegister(), f.source(1))));
    factories.put(
        "cvtpi2pd",
        f ->
            fromMmx(
                f,
                new PackedConversion.Convert(
                    ElementConversion::doublewordToDouble,
                    32,
                    64,
                    2,
                    2,
                    f.destination(),
                    f.source(1))));
  }

  private static void scalar(Map<String, VectorFactory> factories) {
    FloatOperations.both(
        factories,
        "cvtss2sd",
        f ->
            new ScalarFloat.Double(
                (unit, _, element) -> ElementConversion.singleToDouble(unit, element),
                f.destination(),
                f.first(),
                f.second()));
    FloatOperations.both(
        factories,
        "cvtsd2ss",
        f -> new ScalarFloat.DoubleToSingle(f.destination(), f.first(), f.second()));
    FloatOperations.both(factories, "cvtsi2ss", f -> fromInteger(f, true));
    FloatOperations.both(factories, "cvtsi2sd", f -> fromInteger(f, false));
    FloatOperations.both(
        factories, "cvtss2si", f -> toInteger(f, ElementConversion.singleToInteger(f.form().bits())));
    FloatOperations.both(
        factories, "cvttss2si", f -> toInteger(f, ElementConversion.truncateSingle(f.form().bits())));
    FloatOperations.both(
        factories, "cvtsd2si", f -> toInteger(f, ElementConversion.doubleToInteger(f.form().bits())));
    FloatOperations.both(
        factories, "cvttsd2si", f -> toInteger(f, ElementConversion.truncateDouble(f.form().bits())));
  }

  private static void packed(
      Map<String, VectorFactory> factories,
      String mnemonic,
      ElementConversion conversion,
      int from,
      int to) {
    FloatOperations.both(factories, mnemonic, f -> convert(f, conversion, from, to));
  }

  /** As many elements as the wider side of the vector length has. */
  private static Op convert(VectorForm f, ElementConversion conversion, int from, int to) {
    int vectorBits = f.form().instruction().vectorBits();
    int count = vectorBits / Math.max(from, to);
    int lanes = Math.max(count * to, 128) / Long.SIZE;
    return new PackedConversion.Convert(
        conversion, from, to, count, lanes, f.destination(), f.source(1));
  }

  private static Op toMmx(VectorForm f, ElementConversion conversion, int from) {
    return new PackedConversion.Convert(
        conversion, from, 32, 2, 1, f.destination(), f.source(1));
  }

  private static Op fromMmx(VectorForm f, Op operation) {
    return f.isMmx(1) ? new EnterMmx(operation) : operation;
  }

  private static Op fromInteger(VectorForm f, boolean single) {
    int source = f.vex() ? 2 : 1;
    return new ScalarFloat.FromInteger(
        single,
        f.form().bits(source),
        f.destination(),
        f.source(f.vex() ? 1 : 0),
        f.form().operand(source));
  }

  private static Op toInteger(VectorForm f, ElementConversion conversion) {
    return new ScalarFloat.ToInteger(conversion, f.form().operand(0), f.source(1));
  }
}
