package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ksim.core.isa.Op;
import ksim.core.isa.vector.AddSubtract;
import ksim.core.isa.vector.DotProduct;
import ksim.core.isa.vector.FloatCompare;
import ksim.core.isa.vector.FloatOperation;
import ksim.core.isa.vector.FloatRounding;
import ksim.core.isa.vector.HorizontalFloat;
import ksim.core.isa.vector.PackedFloat;
import ksim.core.isa.vector.ScalarFloat;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;

/** Factories of floating-point instructions of SSE and AVX. */
final class FloatOperations {
  private static final Map<String, VectorFactory> FACTORIES = factories();

  private FloatOperations() {}

  /** Makes the operation of an instruction with vector operands. */
  @FunctionalInterface
  interface VectorFactory {
    Op create(VectorForm form);
  }

  /** The operation of an instruction, if it is one of floating point. */
  static Optional<Op> of(Form form) {
    if (form.instruction().encoding().feature().isEmpty()) { // CMPSD of strings
      return Optional.empty();
    }
    return Optional.ofNullable(FACTORIES.get(form.mnemonic()))
        .map(factory -> factory.create(new VectorForm(form)));
  }

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
    horizontal(factories, "hadd", Binary32::add, Binary64::add);
    horizontal(factories, "hsub", Binary32::sub, Binary64::sub);
    both(factories, "cmpps", f -> packedSingle(f, predicate(f)::single));
    both(factories, "cmppd", f -> packedDouble(f, predicate(f)::wide));
    both(factories, "cmpss", f -> scalarSingle(f, predicate(f)::single));
    both(factories, "cmpsd", f -> scalarDouble(f, predicate(f)::wide));
    both(factories, "roundps", f -> packedSingle(f, rounding(f)::single));
    both(factories, "roundpd", f -> packedDouble(f, rounding(f)::wide));
    both(factories, "roundss", f -> scalarSingle(f, rounding(f)::single));
    both(factories, "roundsd", f -> scalarDouble(f, rounding(f)::wide));
    both(factories, "comiss", f -> flags(f, true, true));
    both(factories, "ucomiss", f -> flags(f, true, false));
    both(factories, "comisd", f -> flags(f, false, true));
    both(factories, "ucomisd", f -> flags(f, false, false));
    both(
        factories,
        "addsubps",
        f -> new AddSubtract.Single(f.lanes(), f.destination(), f.first(), f.second()));
    both(
        factories,
        "addsubpd",
        f -> new AddSubtract.Double(f.lanes(), f.destination(), f.first(), f.second()));
    both(
        factories,
        "dpps",
        f -> new DotProduct.Single(control(f), f.lanes(), f.destination(), f.first(), f.second()));
    both(
        factories,
        "dppd",
        f -> new DotProduct.Double(control(f), f.destination(), f.first(), f.second()));
    FloatConversions.addTo(factories);
    FusedOperations.addTo(factories);
    return Map.copyOf(factories);
  }

  /** The legacy and the VEX encoding. */
  static void both(Map<String, VectorFactory> factories, String mnemonic, VectorFactory factory) {
    factories.put(mnemonic, factory);
    factories.put("v" + mnemonic, factory);
  }

  private static void arithmetic(
      Map<String, VectorFactory> factories,
      String name,
      FloatOperation.Single single,
      FloatOperation.Double wide) {
    both(factories, name + "ps", f -> packedSingle(f, single));
    both(factories, name + "pd", f -> packedDouble(f, wide));
    both(factories, name + "ss", f -> scalarSingle(f, single));
    both(factories, name + "sd", f -> scalarDouble(f, wide));
  }

  private static void horizontal(
      Map<String, VectorFactory> factories,
      String name,
      FloatOperation.Single single,
      FloatOperation.Double wide) {
    both(
        factories,
        name + "ps",
        f ->
            new HorizontalFloat.Single(single, f.lanes(), f.destination(), f.first(), f.second()));
    both(
        factories,
        name + "pd",
        f -> new HorizontalFloat.Double(wide, f.lanes(), f.destination(), f.first(), f.second()));
  }

  private static Op packedSingle(VectorForm f, FloatOperation.Single operation) {
    return new PackedFloat.Single(operation, f.lanes(), f.destination(), f.first(), f.second());
  }

  private static Op packedDouble(VectorForm f, FloatOperation.Double operation) {
    return new PackedFloat.Double(operation, f.lanes(), f.destination(), f.first(), f.second());
  }

  private static Op scalarSingle(VectorForm f, FloatOperation.Single operation) {
    return new ScalarFloat.Single(operation, f.destination(), f.first(), f.second());
  }

  private static Op scalarDouble(VectorForm f, FloatOperation.Double operation) {
    return new ScalarFloat.Double(operation, f.destination(), f.first(), f.second());
  }

  private static Op flags(VectorForm f, boolean single, boolean signalling) {
    return new FloatCompare.SetFlags(single, signalling, f.source(0), f.source(1));
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
