package ksim.sched.stack;

/**
 * Today's default: every page is mapped at mmap time.
 *
 * @param modifiers settings
 */
public record Populate(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "populate";
  }

  @Override
  public String label() {
    return id();
  }
}
