package ksim.sched.stack;

import java.util.List;
import java.util.Optional;

/** The catalogue of stack designs. */
public final class StackDesigns {
  private StackDesigns() {}

  /** One of each design with default settings, in the order of the catalogue. */
  public static List<StackDesign> all() {
    return List.of(
        new Populate(Modifiers.DEFAULT),
        new Lazy(Modifiers.DEFAULT),
        new ProbeBlind(Modifiers.DEFAULT),
        new ProbeChecked(Modifiers.DEFAULT),
        new ProbeCounter(Modifiers.DEFAULT),
        new ProbeSite(Modifiers.DEFAULT),
        new Thunk(Modifiers.DEFAULT),
        new Split(Modifiers.DEFAULT),
        new IstFault(Modifiers.DEFAULT));
  }

  /** The identifiers of all designs, in the order of the catalogue. */
  public static List<String> ids() {
    return all().stream().map(StackDesign::id).toList();
  }

  /** The design with this identifier and these settings; empty where there is none such. */
  public static Optional<StackDesign> create(String id, Modifiers modifiers) {
    return switch (id) {
      case "populate" -> Optional.of(new Populate(modifiers));
      case "lazy" -> Optional.of(new Lazy(modifiers));
      case "probe-blind" -> Optional.of(new ProbeBlind(modifiers));
      case "probe-checked" -> Optional.of(new ProbeChecked(modifiers));
      case "probe-counter" -> Optional.of(new ProbeCounter(modifiers));
      case "ist-fault" -> Optional.of(new IstFault(modifiers));
      case "probe-site" -> Optional.of(new ProbeSite(modifiers));
      case "thunk" -> Optional.of(new Thunk(modifiers));
      case "split" -> Optional.of(new Split(modifiers));
      default -> Optional.empty();
    };
  }
}
