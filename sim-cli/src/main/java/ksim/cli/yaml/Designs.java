package ksim.cli.yaml;

import java.util.stream.Stream;
import java.util.List;
import ksim.sched.stack.StackDesigns;

/** The stack designs by the names that scenario files use. */
public final class Designs {
  /** Designs that are known but not implemented yet. */
  public static final List<String> NOT_IMPLEMENTED = List.of("thunk", "split");

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
      case "ist-fault" -> List.of("reserve", "thread-start-probe", "kernel-stacks");
      default -> with(PROBING, "lock-pages");
    };
  }
}
