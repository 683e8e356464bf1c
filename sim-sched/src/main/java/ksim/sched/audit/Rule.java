package ksim.sched.audit;

/** How a site is classified by hand, which says whether it pre-faults the stack (OSv issue 143). */
public enum Rule {
  /** Nothing: always runs in a kernel thread. */
  KERNEL_THREAD(1, "always a kernel thread"),
  /** Nothing: runs on a populated stack, such as the interrupt or the exception stack. */
  POPULATED_STACK(2, "on a populated stack"),
  /** Nothing: interrupts or preemption are already disabled here. */
  ALREADY_DISABLED(3, "already disabled"),
  /** Pre-fault: both are known to be enabled. */
  BOTH_ENABLED(4, "both enabled"),
  /** Pre-fault if both prove to be enabled at run time. */
  CHECK(5, "decided at run time");

  private final int number;
  private final String meaning;

  Rule(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The rule's number, 1 to 5. */
  public int number() {
    return number;
  }

  /** What is known of the site, in a few words. */
  public String meaning() {
    return meaning;
  }
}
