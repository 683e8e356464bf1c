package ksim.sched.audit;

/** The ways in which kernel code makes a section atomic: by what it disables, and how. */
public enum SiteKind {
  /** A direct {@code irq_disable}. */
  IRQ_DISABLE("irq-disable"),
  /** {@code irq_disable_notrace}: the same where a tracepoint would recurse. */
  IRQ_DISABLE_NOTRACE("irq-disable-notrace"),
  /** A direct {@code preempt_disable}. */
  PREEMPT_DISABLE("preempt-disable"),
  /** A guard that saves RFLAGS and disables interrupts, and restores RFLAGS at its end. */
  IRQ_LOCK("irq-lock"),
  /** A guard around a block that disables preemption. */
  PREEMPT_LOCK("preempt-lock"),
  /** An RCU read section, which disables preemption. */
  RCU_READ_LOCK("rcu-read-lock");

  private final String id;

  SiteKind(String id) {
    this.id = id;
  }

  /** The name used in reports. */
  public String id() {
    return id;
  }

  /** Whether the section runs with interrupts disabled (else with preemption disabled). */
  public boolean disablesInterrupts() {
    return this == IRQ_DISABLE || this == IRQ_DISABLE_NOTRACE || this == IRQ_LOCK;
  }
}
