package ksim.core.platform;

/** The lines from a local APIC to its CPU. */
public interface ApicSignals {
  /** Lines that lead nowhere. */
  ApicSignals NOBODY =
      new ApicSignals() {
        @Override
        public void interruptPending() {}

        @Override
        public void nonMaskableInterrupt() {}
      };

  /** A maskable interrupt may have become deliverable: the CPU is to look. */
  void interruptPending();

  /** A non-maskable interrupt has arrived. */
  void nonMaskableInterrupt();
}
