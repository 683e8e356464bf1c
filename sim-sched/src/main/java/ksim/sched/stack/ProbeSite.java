package ksim.sched.stack;

import ksim.sched.audit.AtomicSite;
import ksim.sched.scenario.StackSource;

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
  public String description() {
    return "a probe where Rules 1 to 5 ask for one, site by site, as OSv's lazy stack option";
  }

  @Override
  public void enterAtomic(GuestCode code, AtomicSite site) {
    switch (site.rule()) {
      case POPULATED_STACK, ALREADY_DISABLED -> {}
      case KERNEL_THREAD -> {
        // Rule 1 rests on kernel stacks being populated; where they are mapped lazily the site is
        // like any other.
        if (kernelStacks() == StackSource.MMAP) {
          Probes.ifAllowed(code, site.name(), modifiers.probePages());
        }
      }
      case BOTH_ENABLED -> Probes.unconditional(code, site.name(), modifiers.probePages());
      case CHECK -> Probes.ifAllowed(code, site.name(), modifiers.probePages());
    }
  }

  @Override
  public void enterFaultLock(GuestCode code, String lock, int reachBytes) {
    Probes.reach(code, lock, modifiers.lockReachBytes(reachBytes));
  }
}
