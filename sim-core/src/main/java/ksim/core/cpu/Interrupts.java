package ksim.core.cpu;

/** What a CPU remembers between instructions about interrupts, and whether it sleeps. */
public final class Interrupts {
  /** A non-maskable interrupt waits to be delivered. */
  public boolean nmiPending;

  /** Non-maskable interrupts are blocked until the next IRET. */
  public boolean nmiBlocked;

  /**
   * The interrupt shadow: maskable interrupts are not delivered before the next instruction, set by
   * STI and by loads of SS. The interpreter clears it after one instruction.
   */
  public boolean shadow;

  /** HLT was executed and nothing has woken the CPU yet. */
  public boolean halted;
}
