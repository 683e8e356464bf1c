package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.fault.GuestException;
import ksim.core.isa.Op;
import ksim.core.isa.Operand;

/** Instructions on the state of the vector unit: LDMXCSR STMXCSR VZEROUPPER VZEROALL. */
public final class VectorState {
  /** The bits of MXCSR that exist: MXCSR_MASK, with denormals-are-zeros. */
  public static final long MXCSR_MASK = 0xffff;

  private VectorState() {}

  /** LDMXCSR: #GP(0) if a reserved bit is set. */
  public record LoadMxcsr(Operand source) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long value = source.read(cpu);
      if ((value & ~MXCSR_MASK) != 0) {
        throw GuestException.generalProtection();
      }
      cpu.vectors.mxcsr = (int) value;
    }
  }

  /** STMXCSR. */
  public record StoreMxcsr(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.vectors.mxcsr);
    }
  }

  /**
   * VZEROUPPER and VZEROALL.
   *
   * @param from first lane of each register to clear: 2, or 0 for VZEROALL
   * @param registers number of registers of the mode: 16, or 8 outside 64-bit mode
   */
  public record Zero(int from, int registers) implements Op {
    @Override
    public void exec(Cpu cpu) {
      long[] v = cpu.vectors.lanes;
      for (int i = 0; i < registers * VectorRegisters.LANES; i++) {
        if (i % VectorRegisters.LANES >= from) {
          v[i] = 0;
        }
      }
    }
  }
}
