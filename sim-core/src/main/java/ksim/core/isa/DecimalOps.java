package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.fault.GuestException;

/**
 * Decimal adjustments outside 64-bit mode: AAA AAS AAM AAD DAA DAS, and SALC (Intel SDM volume 2).
 * Flags that the manual leaves undefined are as Intel processors set them.
 */
public final class DecimalOps {
  private DecimalOps() {}

  private static int al(Cpu cpu) {
    return (int) cpu.gpr[Cpu.RAX] & 0xff;
  }

  private static void setAl(Cpu cpu, int value) {
    cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffL) | (value & 0xff);
  }

  private static void setAx(Cpu cpu, int value) {
    cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xffffL) | (value & 0xffff);
  }

  /** Sets SF, ZF and PF from AL, CF and AF as given, and clears OF. */
  private static void setFlags(Cpu cpu, boolean carry, boolean adjust) {
    cpu.flags.setLogic(8, al(cpu));
    long status = cpu.flags.status() | (carry ? Flags.CF : 0) | (adjust ? Flags.AF : 0);
    cpu.flags.setStatus(status);
  }

  private static boolean needsAdjustment(Cpu cpu) {
    return (al(cpu) & 15) > 9 || cpu.flags.adjust();
  }

  /**
   * AAA and AAS.
   *
   * @param step what is added to AX where AL is no decimal digit: 0x106 or -0x106
   */
  public record AdjustUnpacked(int step) implements Op {
    @Override
    public void exec(Cpu cpu) {
      boolean adjust = needsAdjustment(cpu);
      int sum = ((int) cpu.gpr[Cpu.RAX] & 0xffff) + (adjust ? step : 0);
      setAx(cpu, (sum & 0xff00) | (sum & 15));
      setFlags(cpu, adjust, adjust);
    }
  }

  /** DAA and DAS: {@code sign} is 1 or -1. */
  public record AdjustPacked(int sign) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int old = al(cpu);
      boolean oldCarry = cpu.flags.carry();
      boolean adjust = needsAdjustment(cpu);
      boolean high = old > 0x99 || oldCarry;
      boolean borrow = sign < 0 && adjust && old < 6;
      setAl(cpu, old + sign * ((adjust ? 6 : 0) + (high ? 0x60 : 0)));
      setFlags(cpu, high || borrow, adjust);
    }
  }

  /** AAM: #DE for base zero. */
  public record AdjustMultiplied(int base) implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (base == 0) {
        throw GuestException.divideError();
      }
      int value = al(cpu);
      setAx(cpu, ((value / base) << 8) | (value % base));
      cpu.flags.setLogic(8, al(cpu));
    }
  }

  /** AAD. */
  public record AdjustDividend(int base) implements Op {
    @Override
    public void exec(Cpu cpu) {
      int high = (int) (cpu.gpr[Cpu.RAX] >>> 8) & 0xff;
      setAx(cpu, (al(cpu) + high * base) & 0xff);
      cpu.flags.setLogic(8, al(cpu));
    }
  }

  /** SALC: AL becomes the sign extension of CF. */
  public record SetAlFromCarry() implements Op {
    @Override
    public void exec(Cpu cpu) {
      setAl(cpu, cpu.flags.carry() ? 0xff : 0);
    }
  }
}
