package ksim.core.platform;

import ksim.core.fault.GuestException;

/**
 * IA32_APIC_BASE (Intel SDM volume 3, sections 11.4.4 and 11.12.1): whether there is a local APIC,
 * how it is accessed, and where.
 *
 * @param value as the register holds it, without reserved bits
 */
record ApicBase(long value) {
  private static final long BOOTSTRAP_PROCESSOR = 1 << 8;
  private static final long X2APIC = 1 << 10;
  private static final long ENABLE = 1 << 11;
  private static final long FLAGS = 0xfff;

  /** What a local APIC can be. */
  enum Mode {
    /** Globally disabled: as if there were none. */
    DISABLED,
    /** Registers are in memory. */
    XAPIC,
    /** Registers are model-specific registers. */
    X2APIC
  }

  /**
   * After reset.
   *
   * @param bootstrap whether the CPU is the first one
   */
  static ApicBase afterReset(boolean bootstrap) {
    return new ApicBase(LocalApic.BASE | ENABLE | (bootstrap ? BOOTSTRAP_PROCESSOR : 0));
  }

  Mode mode() {
    if ((value & ENABLE) == 0) {
      return Mode.DISABLED;
    }
    return (value & X2APIC) == 0 ? Mode.XAPIC : Mode.X2APIC;
  }

  /** Physical address of the registers in xAPIC mode. */
  long address() {
    return value & ~FLAGS;
  }

  /**
   * What a write makes of it.
   *
   * @throws GuestException #GP(0) if there is no way from the present state to the new one (figure
   *     11-27): x2APIC mode is entered from xAPIC mode and left by disabling
   */
  ApicBase written(long newValue) {
    ApicBase next = new ApicBase(newValue);
    boolean invalid = (newValue & (ENABLE | X2APIC)) == X2APIC;
    boolean forbidden =
        switch (mode()) {
          case DISABLED -> next.mode() == Mode.X2APIC;
          case XAPIC -> false;
          case X2APIC -> next.mode() == Mode.XAPIC;
        };
    if (invalid || forbidden) {
      throw GuestException.generalProtection();
    }
    return next;
  }
}
