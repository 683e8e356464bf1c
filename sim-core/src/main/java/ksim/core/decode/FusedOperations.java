package ksim.core.decode;

import java.util.HashMap;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.isa.vector.FusedMultiplyAdd;
import ksim.core.isa.vector.FusedMultiplyAdd.Negation;
import ksim.core.isa.vector.FusedMultiplyAdd.Sources;

/** Factories of FMA: six operations, each with three orders of operands and four types. */
final class FusedOperations {
  private static final Map<String, Negation> OPERATIONS =
      Map.of(
          "vfmadd", new Negation(false, false, false),
          "vfmsub", new Negation(false, true, true),
          "vfnmadd", new Negation(true, false, false),
          "vfnmsub", new Negation(true, true, true),
          "vfmaddsub", new Negation(false, true, false),
          "vfmsubadd", new Negation(false, false, true));

  static final Map<String, VectorFactory> FACTORIES = factories();

  private FusedOperations() {}

  private static Map<String, VectorFactory> factories() {
    Map<String, VectorFactory> factories = new HashMap<>();
    OPERATIONS.forEach(
        (name, negation) -> {
          addOrder(factories, name + "132", negation, 0, 2, 1);
          addOrder(factories, name + "213", negation, 1, 0, 2);
          addOrder(factories, name + "231", negation, 1, 2, 0);
        });
    return Map.copyOf(factories);
  }

  /** The factors and the addend are operands of the given positions. */
  private static void addOrder(
      Map<String, VectorFactory> factories,
      String name,
      Negation negation,
      int first,
      int second,
      int addend) {
    for (String type : new String[] {"ps", "pd", "ss", "sd"}) {
      factories.put(
          name + type,
          f ->
              create(
                  f,
                  type,
                  negation,
                  new Sources(f.source(first), f.source(second), f.source(addend))));
    }
  }

  private static Op create(VectorForm f, String type, Negation negation, Sources sources) {
    return switch (type) {
      case "ps" ->
          new FusedMultiplyAdd.PackedSingle(negation, f.lanes(), f.destinationRegister(), sources);
      case "pd" ->
          new FusedMultiplyAdd.PackedDouble(negation, f.lanes(), f.destinationRegister(), sources);
      case "ss" -> new FusedMultiplyAdd.ScalarSingle(negation, f.destinationRegister(), sources);
      default -> new FusedMultiplyAdd.ScalarDouble(negation, f.destinationRegister(), sources);
    };
  }
}
