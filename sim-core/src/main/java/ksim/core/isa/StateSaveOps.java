package ksim.core.isa;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.isa.x87.LegacyRegion;

/**
 * XSAVE, XSAVEOPT, XSAVEC and XSAVES (Intel SDM volume 1, sections 13.7 to 13.11). Which components
 * are in their initial configuration is found by looking; that a component has not changed since it
 * was loaded is not tracked, which the manual allows.
 */
public final class StateSaveOps {
  private static final int X87_END = 24;
  private static final int MXCSR_END = 32;
  private static final int REGISTERS_END = 160;
  private static final int XMM_BYTES = 16;

  private StateSaveOps() {}

  /** The components that EDX:EAX asks for, of those that are enabled. */
  static long requested(Cpu cpu) {
    long mask = cpu.gpr[Cpu.RDX] << 32 | (cpu.gpr[Cpu.RAX] & 0xffff_ffffL);
    return cpu.control.xcr0 & mask;
  }

  /**
   * XSAVE and XSAVEOPT: the standard format.
   *
   * @param wide whether x87 pointers have 64 bits (REX.W)
   * @param registers vector registers that there are: 16 in 64-bit mode, else 8
   * @param optimized XSAVEOPT: what is in its initial configuration is not written
   */
  public record SaveStandard(Address address, boolean wide, int registers, boolean optimized)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      StateArea area = new StateArea(cpu, address);
      long requested = requested(cpu);
      area.probeLastByte(StateComponent.standardBytes(requested));
      long inUse = StateComponents.inUse(cpu);
      long saved = optimized ? requested & inUse : requested;
      Parts parts = new Parts(cpu, area, wide, registers);
      parts.x87(saved);
      if ((requested & StateComponents.MXCSR_OWNERS) != 0) {
        parts.mxcsr();
      }
      parts.xmm(saved);
      for (StateComponent component : StateComponent.ALL) {
        if (component.isIn(saved)) {
          parts.extended(component, component.offset());
        }
      }
      area.checkWritable();
      long old = area.readLong(StateArea.STATE_BITMAP);
      area.image.putLong(StateArea.STATE_BITMAP, (old & ~requested) | (inUse & requested));
      area.include(StateArea.STATE_BITMAP, StateArea.COMPACTION_BITMAP);
      area.write();
    }
  }

  /**
   * XSAVEC and XSAVES: the compacted format, without what is in its initial configuration. There
   * are no supervisor state components, so that both do the same.
   *
   * @param wide whether x87 pointers have 64 bits (REX.W)
   * @param registers vector registers that there are: 16 in 64-bit mode, else 8
   * @param supervisor XSAVES: #GP(0) outside ring 0
   */
  public record SaveCompacted(Address address, boolean wide, int registers, boolean supervisor)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (supervisor) {
        StateArea.requireSupervisor(cpu);
      }
      StateArea area = new StateArea(cpu, address);
      long requested = requested(cpu);
      area.probeLastByte(StateComponent.compactedBytes(requested));
      boolean controlInUse = cpu.vectors.mxcsr != VectorRegisters.MXCSR_RESET;
      long inUse = StateComponents.inUse(cpu) | (controlInUse ? StateComponents.SSE : 0);
      long saved = requested & inUse;
      Parts parts = new Parts(cpu, area, wide, registers);
      parts.x87(saved);
      if ((saved & StateComponents.SSE) != 0) {
        parts.mxcsr();
      }
      parts.xmm(saved);
      for (StateComponent component : StateComponent.ALL) {
        if (component.isIn(saved)) {
          parts.extended(component, component.compactedOffset(requested));
        }
      }
      area.image.putLong(StateArea.STATE_BITMAP, saved);
      area.image.putLong(StateArea.COMPACTION_BITMAP, requested | StateArea.COMPACTED);
      area.include(StateArea.STATE_BITMAP, StateArea.COMPACTION_BITMAP + Long.BYTES);
      area.write();
    }
  }

  /** Puts components into the image of an area, in the order in which they are written. */
  private record Parts(Cpu cpu, StateArea area, boolean wide, int registers) {
    void x87(long saved) {
      if ((saved & StateComponents.X87) != 0) {
        LegacyRegion.storeX87(cpu, area.image, wide);
        area.include(0, X87_END);
        area.include(MXCSR_END, REGISTERS_END);
      }
    }

    void xmm(long saved) {
      if ((saved & StateComponents.SSE) != 0) {
        LegacyRegion.storeXmm(cpu, area.image, registers);
        area.include(REGISTERS_END, REGISTERS_END + XMM_BYTES * registers);
      }
    }

    void mxcsr() {
      LegacyRegion.storeMxcsr(cpu, area.image);
      area.include(X87_END, MXCSR_END);
    }

    void extended(StateComponent component, int at) {
      ByteBuffer image = area.image;
      if (component.equals(StateComponent.PKRU)) {
        image.putLong(at, cpu.control.pkru & 0xffff_ffffL);
        area.include(at, at + component.bytes());
        return;
      }
      long[] lanes = cpu.vectors.lanes;
      for (int n = 0; n < registers; n++) {
        image.putLong(at + n * XMM_BYTES, lanes[n * VectorRegisters.LANES + 2]);
        image.putLong(at + n * XMM_BYTES + Long.BYTES, lanes[n * VectorRegisters.LANES + 3]);
      }
      area.include(at, at + registers * XMM_BYTES);
    }
  }
}
