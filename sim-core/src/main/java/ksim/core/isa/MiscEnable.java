package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;
import ksim.core.isa.ModelSpecificRegister.Access;

/**
 * IA32_MISC_ENABLE (Intel SDM volume 4, table 2-2). Fast strings, automatic thermal control,
 * SpeedStep and the disable of xTPR messages can be switched, which changes nothing here: strings
 * are as fast without, and nothing ever gets hot, changes its frequency or sends such messages. The
 * other bits decide on what CPUID shows and on what follows from that.
 */
final class MiscEnable implements Access {
  private static final int NUMBER = 0x1a0;

  private static final long FAST_STRINGS = 1;
  private static final long THERMAL_CONTROL = 1 << 3;
  private static final long SPEED_STEP = 1 << 16;
  private static final long MONITOR = 1 << 18;
  private static final long LIMIT_LEAVES = 1 << 22;
  private static final long NO_TASK_PRIORITY_MESSAGES = 1 << 23;
  private static final long NO_EXECUTE_DISABLE = 1L << 34;

  /** Branch trace storage and precise events are not available. */
  private static final long NO_TRACE = 3 << 11;

  /** The bits that can be read only: those above, and that counters of performance are there. */
  private static final long READ_ONLY = NO_TRACE | 1 << 7;

  private static final int LIMITED_LEAF = 2;
  private static final long EFER_NXE = 1 << 11;

  private static long value(Cpu cpu) {
    return cpu.msrs.stored.getOrDefault(NUMBER, FAST_STRINGS | NO_TRACE);
  }

  /** The highest basic leaf of CPUID. */
  static int maxBasicLeaf(Cpu cpu) {
    int leaf = cpu.model.maxBasicLeaf();
    return (value(cpu) & LIMIT_LEAVES) != 0 ? Math.min(leaf, LIMITED_LEAF) : leaf;
  }

  /** Whether pages can be made not executable. */
  static boolean offersExecuteDisable(Cpu cpu) {
    return cpu.model.has("nx") && (value(cpu) & NO_EXECUTE_DISABLE) == 0;
  }

  /** Whether MONITOR and MWAIT exist. They do not after reset. */
  static boolean offersMonitor(Cpu cpu) {
    return cpu.model.has("monitor") && (value(cpu) & MONITOR) != 0;
  }

  @Override
  public long read(Cpu cpu) {
    return value(cpu);
  }

  @Override
  public void write(Cpu cpu, long written) {
    if ((written & ~(writable(cpu) | READ_ONLY)) != 0) {
      throw GuestException.generalProtection();
    }
    if ((written & NO_EXECUTE_DISABLE) != 0 && (cpu.msrs.efer & EFER_NXE) != 0) {
      throw new UnimplementedException("IA32_MISC_ENABLE.XD_DISABLE while IA32_EFER.NXE is set");
    }
    cpu.msrs.stored.put(NUMBER, (written & ~READ_ONLY) | NO_TRACE);
  }

  private static long writable(Cpu cpu) {
    return FAST_STRINGS
        | THERMAL_CONTROL
        | bit(cpu, "eist", SPEED_STEP)
        | bit(cpu, "monitor", MONITOR)
        | (cpu.model.maxBasicLeaf() > LIMITED_LEAF ? LIMIT_LEAVES : 0)
        | bit(cpu, "xtpr", NO_TASK_PRIORITY_MESSAGES)
        | bit(cpu, "nx", NO_EXECUTE_DISABLE);
  }

  private static long bit(Cpu cpu, String feature, long bit) {
    return cpu.model.has(feature) ? bit : 0;
  }
}
