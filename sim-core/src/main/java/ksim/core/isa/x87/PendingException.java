package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/**
 * An x87 exception that an earlier instruction has raised and that waits for the next one (Intel
 * SDM volume 1, section 8.6).
 */
public final class PendingException {
  private static final long NE = 1 << 5;

  private PendingException() {}

  /**
   * What every waiting x87 instruction and every MMX instruction does first.
   *
   * @throws GuestException #MF if an exception that is not masked is pending
   * @throws UnimplementedException if CR0.NE asks for the interrupt of the first PCs instead
   */
  public static void check(Cpu cpu) {
    if ((cpu.x87.status & StatusWord.ES) != 0) {
      raise(cpu);
    }
  }

  private static void raise(Cpu cpu) {
    if ((cpu.control.cr0 & NE) == 0) {
      throw new UnimplementedException("an x87 error reported as IRQ 13, with CR0.NE clear");
    }
    throw GuestException.floatingPointError();
  }
}
