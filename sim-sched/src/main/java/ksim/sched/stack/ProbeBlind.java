package ksim.sched.stack;

/**
 * One load below the stack pointer at every site that disables interrupts or preemption, always.
 *
 * @param modifiers settings
 */
public record ProbeBlind(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "probe-blind";
  }

  @Override
  public String label() {
    return id();
  }
}
