package ksim.core.isa.vector;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.isa.Op;
import ksim.core.isa.x87.PendingException;

/**
 * What the operating system must have enabled before instructions of a class may execute (Intel SDM
 * volume 2, sections 2.4 and 2.5; volume 3, sections 14.1 and 23.25.5). It depends on control
 * registers only, which change between blocks, so one guard in front of the first instruction of
 * the class in a block is enough.
 */
public enum ExtensionGuard implements Op {
  /** x87 instructions, FXSAVE and FXRSTOR. */
  X87 {
    @Override
    public void exec(Cpu cpu) {
      if ((cpu.control.cr0 & (EM | TS)) != 0) {
        throw GuestException.deviceNotAvailable();
      }
    }
  },

  /** WAIT. */
  WAIT {
    @Override
    public void exec(Cpu cpu) {
      if ((cpu.control.cr0 & (MP | TS)) == (MP | TS)) {
        throw GuestException.deviceNotAvailable();
      }
    }
  },

  /** Instructions with an MMX register, and EMMS. */
  MMX {
    @Override
    public void exec(Cpu cpu) {
      requireNoEmulation(cpu.control);
      requireNoTaskSwitch(cpu.control);
      PendingException.check(cpu);
    }
  },

  /** Legacy encodings with an XMM register, LDMXCSR and STMXCSR. */
  SSE {
    @Override
    public void exec(Cpu cpu) {
      requireNoEmulation(cpu.control);
      if ((cpu.control.cr4 & OSFXSR) == 0) {
        throw GuestException.invalidOpcode();
      }
      requireNoTaskSwitch(cpu.control);
    }
  },

  /** VEX encodings but those on general registers. */
  AVX {
    @Override
    public void exec(Cpu cpu) {
      ControlRegisters control = cpu.control;
      if ((control.cr4 & OSXSAVE) == 0 || (control.xcr0 & SSE_AND_AVX) != SSE_AND_AVX) {
        throw GuestException.invalidOpcode();
      }
      requireNoTaskSwitch(control);
    }
  };

  private static final long MP = 1 << 1;
  private static final long EM = 1 << 2;
  private static final long TS = 1 << 3;
  private static final long OSFXSR = 1 << 9;
  private static final long OSXSAVE = 1 << 18;
  private static final long SSE_AND_AVX = 6;

  private static void requireNoEmulation(ControlRegisters control) {
    if ((control.cr0 & EM) != 0) {
      throw GuestException.invalidOpcode();
    }
  }

  private static void requireNoTaskSwitch(ControlRegisters control) {
    if ((control.cr0 & TS) != 0) {
      throw GuestException.deviceNotAvailable();
    }
  }
}
