package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.ElementConversion;
import ksim.core.isa.vector.MmxConversion;
import ksim.core.isa.vector.PackedConversion;
import ksim.core.isa.vector.ScalarFloat;

/** Factories of conversions between floating-point formats and integers. */
final class FloatConversions {
  static final Map<String, VectorFactory> FACTORIES = factories();

  private FloatConversions() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> factories = new HashMap<>();
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
    return Map.copyOf(factories);
  }

  private static void ofMmx(Map<String, VectorFactory> factories) {
    factories.put("cvtps2pi", f -> toMmx(f, ElementConversion.singleToInteger(32), 32));
    factories.put("cvttps2pi", f -> toMmx(f, ElementConversion.truncateSingle(32), 32));
    factories.put("cvtpd2pi", f -> toMmx(f, ElementConversion.doubleToInteger(32), 64));
    factories.put("cvttpd2pi", f -> toMmx(f, ElementConversion.truncateDouble(32), 64));
    factories.put("cvtpi2ps", f -> fromMmx(f, ElementConversion::doublewordToSingle, 32));
    factories.put("cvtpi2pd", f -> fromMmx(f, ElementConversion::doublewordToDouble, 64));
  }

  private static void scalar(Map<String, VectorFactory> factories) {
    VectorFactory.put(
        factories,
        "cvtss2sd",
        f ->
            new ScalarFloat.OfDouble(
                (unit, _, element) -> ElementConversion.singleToDouble(unit, element),
                f.destinationRegister(),
                f.firstIndex(),
                f.second()));
    VectorFactory.put(
        factories,
        "cvtsd2ss",
        f -> new ScalarFloat.DoubleToSingle(f.destinationRegister(), f.firstIndex(), f.second()));
    VectorFactory.put(factories, "cvtsi2ss", f -> fromInteger(f, true));
    VectorFactory.put(factories, "cvtsi2sd", f -> fromInteger(f, false));
    VectorFactory.put(
        factories,
        "cvtss2si",
        f -> toInteger(f, ElementConversion.singleToInteger(f.form().bits())));
    VectorFactory.put(
        factories,
        "cvttss2si",
        f -> toInteger(f, ElementConversion.truncateSingle(f.form().bits())));
    VectorFactory.put(
        factories,
        "cvtsd2si",
        f -> toInteger(f, ElementConversion.doubleToInteger(f.form().bits())));
    VectorFactory.put(
        factories,
        "cvttsd2si",
        f -> toInteger(f, ElementConversion.truncateDouble(f.form().bits())));
  }

  private static void packed(
      Map<String, VectorFactory> factories,
      String mnemonic,
      ElementConversion conversion,
      int from,
      int to) {
    VectorFactory.put(factories, mnemonic, f -> convert(f, conversion, from, to));
  }

  /** As many elements as the wider side of the vector length has. */
  private static Op convert(VectorForm f, ElementConversion conversion, int from, int to) {
    int vectorBits = f.form().instruction().vectorBits();
    int count = vectorBits / Math.max(from, to);
    int lanes = Math.max(count * to, 128) / Long.SIZE;
    return new PackedConversion(conversion, from, to, count, lanes, f.destination(), f.source(1));
  }

  private static Op toMmx(VectorForm f, ElementConversion conversion, int from) {
    return new MmxConversion.ToMmx(conversion, from, f.destination(), f.source(1));
  }

  private static Op fromMmx(VectorForm f, ElementConversion conversion, int to) {
    return new MmxConversion.FromMmx(
        conversion, to, f.isMmx(1), f.destinationRegister(), f.source(1));
  }

  private static Op fromInteger(VectorForm f, boolean single) {
    int source = f.vex() ? 2 : 1;
    return new ScalarFloat.FromInteger(
        single,
        f.form().bits(source),
        f.destinationRegister(),
        f.laneIndex(f.vex() ? 1 : 0),
        f.form().operand(source));
  }

  private static Op toInteger(VectorForm f, ElementConversion conversion) {
    return new ScalarFloat.ToInteger(conversion, f.form().operand(0), f.source(1));
  }
}
