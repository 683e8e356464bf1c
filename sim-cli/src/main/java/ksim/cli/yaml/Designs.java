package ksim.cli.yaml;

import java.util.List;
import ksim.sched.stack.Lazy;
import ksim.sched.stack.Modifiers;
import ksim.sched.stack.Populate;
import ksim.sched.stack.ProbeBlind;
import ksim.sched.stack.ProbeSite;
import ksim.sched.stack.StackDesign;

/** The stack designs by the names that scenario files use. */
public final class Designs {
  /** Designs that are known but not implemented yet. */
  public static final List<String> NOT_IMPLEMENTED =
      List.of("probe-checked", "probe-counter", "thunk", "split", "ist-fault");

  private Designs() {}

  /** Names of the designs. */
  public static List<String> ids() {
    return List.of("populate", "lazy", "probe-blind", "probe-site");
  }

  /** Names of the modifiers that mean something to the design {@code id}. */
  public static List<String> modifiers(String id) {
    return switch (id) {
      case "populate" -> List.of("kernel-stacks");
      case "lazy" -> List.of("fault-around", "thread-start-probe", "kernel-stacks");
      default -> List.of("pages", "fault-around", "thread-start-probe", "kernel-stacks");
    };
  }

  static StackDesign create(String id, Modifiers modifiers) {
    return switch (id) {
      case "populate" -> new Populate(modifiers);
      case "lazy" -> new Lazy(modifiers);
      case "probe-blind" -> new ProbeBlind(modifiers);
      case "probe-site" -> new ProbeSite(modifiers);
      default -> throw new IllegalArgumentException(id);
    };
  }
}
