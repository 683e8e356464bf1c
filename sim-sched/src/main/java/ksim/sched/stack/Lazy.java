package ksim.sched.stack;

/**
 * Pages on demand and no probe: crashes where a stack page is missing in atomic context.
 *
 * @param modifiers settings
 */
public record Lazy(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "lazy";
  }

  @Override
  public String description() {
    return "pages on demand and no probe: dies where one is missing in an atomic section";
  }
}
