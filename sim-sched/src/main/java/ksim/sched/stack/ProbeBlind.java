package ksim.sched.stack;

import ksim.sched.audit.AtomicSite;

/**
 * One load below the stack pointer at every site that disables interrupts or preemption, always.
 * Where sites nest the inner probe reaches further down than the outer one did, and faults where no
 * fault is allowed.
 *
 * @param modifiers settings
 */
public record ProbeBlind(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "probe-blind";
  }

  @Override
  public String description() {
    return "a load at -4096(%rsp) in irq_disable and preempt_disable, always";
  }

  @Override
  public void enterAtomic(GuestCode code, AtomicSite site) {
    Probes.unconditional(code, site.name(), modifiers.probePages());
  }
}
