package ksim.sched.stack;

import ksim.sched.scenario.StackSource;

/**
 * Today's default: every page is mapped at mmap time.
 *
 * @param modifiers settings; the parent's touch of the top page concerns stacks that the caller has
 *     mapped without MAP_STACK, which are not populated; the rest has no effect
 */
public record Populate(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "populate";
  }

  @Override
  public String description() {
    return "every page of a stack at mmap time, as OSv does by default";
  }

  @Override
  public StackPopulation population() {
    return StackPopulation.AT_MMAP;
  }

  @Override
  public StackSource kernelStacks() {
    return StackSource.MALLOC;
  }
}
