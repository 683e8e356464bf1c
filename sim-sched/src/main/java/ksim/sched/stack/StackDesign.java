package ksim.sched.stack;

/**
 * A way of giving threads their stacks, and what it changes in the guest's machine code. The
 * methods are hooks that the model kernel's assembly calls where it maps a stack, starts a thread,
 * enters an atomic section.
 */
public sealed interface StackDesign permits Populate, Lazy, ProbeBlind, ProbeSite {
  /** The design's identifier in scenario files, such as {@code probe-site}. */
  String id();

  /**
   * Identifier and the modifiers that differ from their defaults, such as {@code
   * probe-site(pages=2)}; unique in a scenario.
   */
  String label();
}
