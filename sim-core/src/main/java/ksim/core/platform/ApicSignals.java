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

        @Override
        public void initialize() {}

        @Override
        public void startUp(int vector) {}

        @Override
        public void windowMoved() {}
      };

  /** A maskable interrupt may have become deliverable: the CPU is to look. */
  void interruptPending();

  /** A non-maskable interrupt has arrived. */
  void nonMaskableInterrupt();

  /** INIT has arrived: the CPU is reset and waits for a start-up message. */
  void initialize();

  /**
   * A start-up message has arrived; a CPU that does not wait for one ignores it.
   *
   * @param vector number of the 4 KiB page at which the CPU starts
   */
  void startUp(int vector);

  /** The registers have appeared in memory, disappeared, or are elsewhere now. */
  void windowMoved();
}
