package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.softfloat.FloatUnit;

/**
 * The frame of a floating-point instruction of SSE or AVX: MXCSR controls it, all elements are
 * computed, then the exceptions of all of them are reported before the destination is written
 * (Intel SDM volume 1, section 11.5).
 */
final class SimdExceptions {
  /** CR4.OSXMMEXCPT: the operating system has a handler of #XM. */
  private static final long OSXMMEXCPT = 1 << 10;

  private SimdExceptions() {}

  /** The floating-point unit under the control of MXCSR. */
  static FloatUnit begin(Cpu cpu) {
    FloatUnit unit = cpu.floatUnit;
    unit.loadMxcsr(cpu.vectors.mxcsr);
    return unit;
  }

  /**
   * Sets the flags in MXCSR.
   *
   * @throws GuestException #XM if one is unmasked, #UD if the operating system has no handler
   */
  static void finish(Cpu cpu) {
    FloatUnit unit = cpu.floatUnit;
    if (unit.flags == 0) {
      return;
    }
    cpu.vectors.mxcsr |= unit.settledFlags();
    if ((unit.flags & ~unit.masked) != 0) {
      throw (cpu.control.cr4 & OSXMMEXCPT) != 0
          ? GuestException.simdException()
          : GuestException.invalidOpcode();
    }
  }

  /**
   * The same after one of several steps.
   *
   * @throws GuestException #XM or #UD if a flag is unmasked
   */
  static void finishStep(Cpu cpu) {
    finish(cpu);
    cpu.floatUnit.flags = 0;
  }
}
