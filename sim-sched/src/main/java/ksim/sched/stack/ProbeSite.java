package ksim.sched.stack;

/**
 * A probe at each call site by Rules 1 to 5, from the site table.
 *
 * @param modifiers settings
 */
public record ProbeSite(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "probe-site";
  }

  @Override
  public String label() {
    return id();
  }
}
