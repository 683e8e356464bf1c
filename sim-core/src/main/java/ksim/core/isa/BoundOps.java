package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.ExceptionDelivery;
import ksim.core.fault.GuestException;
import ksim.core.fault.Vector;

/** BOUND and INTO, which exist outside 64-bit mode only. */
public final class BoundOps {
  private BoundOps() {}

  /**
   * BOUND: #BR where a signed index lies outside two bounds in memory.
   *
   * @param bits operand size: 16 or 32
   */
  public record Bound(int bits, Operand index, Operand lower, Operand upper) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = signed(index.read(cpu));
      if (value < signed(lower.read(cpu)) || value > signed(upper.read(cpu))) {
        throw GuestException.boundRange();
      }
    }

    private long signed(long value) {
      int unused = 64 - bits;
      return value << unused >> unused;
    }
  }

  /** INTO: interrupt 4 where OF is set. */
  public record InterruptOnOverflow() implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (cpu.flags.overflow()) {
        ExceptionDelivery.softwareInterrupt(cpu, Vector.OVERFLOW);
      }
    }
  }
}
