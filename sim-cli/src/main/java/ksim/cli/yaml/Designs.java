package ksim.cli.yaml;

import java.util.stream.Stream;
import java.util.List;
import ksim.sched.stack.StackDesigns;

/** The stack designs by the names that scenario files use. */
public final class Designs {
  /** Designs that are known but not implemented yet. */
  private static final List<String> PROBING =
      List.of("pages", "fault-around", "thread-start-probe", "kernel-stacks");

  private Designs() {}

  private static List<String> with(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }

  /** Names of the designs. */
  public static List<String> ids() {
    return StackDesigns.ids();
  }

  /** Names of the modifiers that mean something to the design {@code id}. */
  public static List<String> modifiers(String id) {
    return switch (id) {
      case "populate" -> List.of("thread-start-probe", "kernel-stacks");
      case "lazy" -> List.of("fault-around", "thread-start-probe", "kernel-stacks");
      case "probe-blind" -> PROBING;
      case "probe-counter" -> with(PROBING, "lock-pages", "idle-decrement");
      case "ist-fault" -> List.of("reserve", "fault-around", "thread-start-probe", "kernel-stacks");
      case "thunk" -> List.of("fault-around");
      case "split" -> List.of();
      default -> with(PROBING, "lock-pages");
    };
  }

  /** Names of the modifiers that are known at the design {@code id}, if only to be refused. */
  static List<String> acceptedModifiers(String id) {
    return modifierHint(id).isEmpty() ? modifiers(id) : modifiers("probe-site");
  }

  /** Why modifiers that other designs have mean nothing to the design {@code id}; or empty. */
  static String modifierHint(String id) {
    return switch (id) {
      case "thunk" -> "a thread of thunk starts on a resident kernel stack, and nothing is probed";
      case "split" ->
          "the segments of split are resident, so that nothing faults and nothing is probed";
      default -> "";
    };
  }
}
