package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.AddSubtract;
import ksim.core.isa.vector.DotProduct;
import ksim.core.isa.vector.FloatCompare;
import ksim.core.isa.vector.FloatOperation;
import ksim.core.isa.vector.FloatRounding;
import ksim.core.isa.vector.HorizontalFloat;
import ksim.core.isa.vector.PackedFloat;
import ksim.core.isa.vector.Reciprocal;
import ksim.core.isa.vector.ScalarFloat;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;

/** Factories of floating-point instructions of SSE and AVX. */
final class FloatOperations {
  static final Map<String, VectorFactory> FACTORIES = factories();

  private FloatOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> factories = new HashMap<>();
    arithmetic(factories, "add", Binary32::add, Binary64::add);
    arithmetic(factories, "sub", Binary32::sub, Binary64::sub);
    arithmetic(factories, "mul", Binary32::mul, Binary64::mul);
    arithmetic(factories, "div", Binary32::div, Binary64::div);
    arithmetic(factories, "min", Binary32::min, Binary64::min);
    arithmetic(factories, "max", Binary32::max, Binary64::max);
    arithmetic(
        factories,
        "sqrt",
        (unit, _, element) -> Binary32.sqrt(unit, element),
        (unit, _, element) -> Binary64.sqrt(unit, element));
    VectorFactory.put(factories, "rcpps", f -> packedSingle(f, Reciprocal::reciprocal));
    VectorFactory.put(factories, "rcpss", f -> scalarSingle(f, Reciprocal::reciprocal));
    VectorFactory.put(factories, "rsqrtps", f -> packedSingle(f, Reciprocal::reciprocalRoot));
    VectorFactory.put(factories, "rsqrtss", f -> scalarSingle(f, Reciprocal::reciprocalRoot));
    horizontal(factories, "hadd", Binary32::add, Binary64::add);
    horizontal(factories, "hsub", Binary32::sub, Binary64::sub);
    VectorFactory.put(factories, "cmpps", f -> packedSingle(f, predicate(f)::single));
    VectorFactory.put(factories, "cmppd", f -> packedDouble(f, predicate(f)::wide));
    VectorFactory.put(factories, "cmpss", f -> scalarSingle(f, predicate(f)::single));
    VectorFactory.put(factories, "cmpsd", f -> scalarDouble(f, predicate(f)::wide));
    VectorFactory.put(factories, "roundps", f -> packedSingle(f, rounding(f)::single));
    VectorFactory.put(factories, "roundpd", f -> packedDouble(f, rounding(f)::wide));
    VectorFactory.put(factories, "roundss", f -> scalarSingle(f, rounding(f)::single));
    VectorFactory.put(factories, "roundsd", f -> scalarDouble(f, rounding(f)::wide));
    VectorFactory.put(factories, "comiss", f -> flags(f, true, true));
    VectorFactory.put(factories, "ucomiss", f -> flags(f, true, false));
    VectorFactory.put(factories, "comisd", f -> flags(f, false, true));
    VectorFactory.put(factories, "ucomisd", f -> flags(f, false, false));
    VectorFactory.put(
        factories,
        "addsubps",
        f ->
            new AddSubtract.OfSingle(
                f.lanes(), f.destinationRegister(), f.firstIndex(), f.second()));
    VectorFactory.put(
        factories,
        "addsubpd",
        f ->
            new AddSubtract.OfDouble(
                f.lanes(), f.destinationRegister(), f.firstIndex(), f.second()));
    VectorFactory.put(
        factories,
        "dpps",
        f ->
            new DotProduct.OfSingle(
                control(f), f.lanes(), f.destinationRegister(), f.firstIndex(), f.second()));
    VectorFactory.put(
        factories,
        "dppd",
        f ->
            new DotProduct.OfDouble(
                control(f), f.destinationRegister(), f.firstIndex(), f.second()));
    return Map.copyOf(factories);
  }

  private static void arithmetic(
      Map<String, VectorFactory> factories,
      String name,
      FloatOperation.OfSingle single,
      FloatOperation.OfDouble wide) {
    VectorFactory.put(factories, name + "ps", f -> packedSingle(f, single));
    VectorFactory.put(factories, name + "pd", f -> packedDouble(f, wide));
    VectorFactory.put(factories, name + "ss", f -> scalarSingle(f, single));
    VectorFactory.put(factories, name + "sd", f -> scalarDouble(f, wide));
  }

  private static void horizontal(
      Map<String, VectorFactory> factories,
      String name,
      FloatOperation.OfSingle single,
      FloatOperation.OfDouble wide) {
    VectorFactory.put(
        factories,
        name + "ps",
        f ->
            new HorizontalFloat.OfSingle(
                single, f.lanes(), f.destinationRegister(), f.firstIndex(), f.second()));
    VectorFactory.put(
        factories,
        name + "pd",
        f ->
            new HorizontalFloat.OfDouble(
                wide, f.lanes(), f.destinationRegister(), f.firstIndex(), f.second()));
  }

  private static Op packedSingle(VectorForm f, FloatOperation.OfSingle operation) {
    return new PackedFloat.OfSingle(
        operation, f.lanes(), f.destinationRegister(), f.firstIndex(), f.second());
  }

  private static Op packedDouble(VectorForm f, FloatOperation.OfDouble operation) {
    return new PackedFloat.OfDouble(
        operation, f.lanes(), f.destinationRegister(), f.firstIndex(), f.second());
  }

  private static Op scalarSingle(VectorForm f, FloatOperation.OfSingle operation) {
    return new ScalarFloat.OfSingle(operation, f.destinationRegister(), f.firstIndex(), f.second());
  }

  private static Op scalarDouble(VectorForm f, FloatOperation.OfDouble operation) {
    return new ScalarFloat.OfDouble(operation, f.destinationRegister(), f.firstIndex(), f.second());
  }

  private static Op flags(VectorForm f, boolean single, boolean signalling) {
    return new FloatCompare.SetFlags(single, signalling, f.laneIndex(0), f.source(1));
  }

  /** The immediate, which is the last operand. */
  static int control(VectorForm f) {
    return (int) f.form().immediate(f.form().operands() - 1) & 0xff;
  }

  private static FloatCompare.Predicate predicate(VectorForm f) {
    return FloatCompare.Predicate.of(control(f) & (f.vex() ? 31 : 7));
  }

  private static FloatRounding rounding(VectorForm f) {
    return new FloatRounding(control(f));
  }
}
