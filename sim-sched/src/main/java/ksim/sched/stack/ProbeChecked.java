package ksim.sched.stack;

import ksim.sched.audit.AtomicSite;

/**
 * A load below the stack pointer at every site, but only where it may fault: preemption is enabled
 * and so is the interrupt flag, which {@code pushfq} tells. Takeaway 4 of OSv issue 143.
 *
 * @param modifiers settings
 */
public record ProbeChecked(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "probe-checked";
  }

  @Override
  public String description() {
    return "the load at every site, if the preempt counter and pushfq say that it may fault";
  }

  @Override
  public void enterAtomic(GuestCode code, AtomicSite site) {
    Probes.ifAllowed(code, site.name(), modifiers.probePages());
  }

  @Override
  public void enterFaultLock(GuestCode code, String lock, int reachBytes) {
    Probes.reach(code, lock, modifiers.lockReachBytes(reachBytes));
  }
}
