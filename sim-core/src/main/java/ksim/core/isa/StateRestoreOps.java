package ksim.core.isa;

import java.nio.ByteBuffer;
import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.fault.GuestException;
import ksim.core.isa.x87.LegacyRegion;

/** XRSTOR and XRSTORS (Intel SDM volume 1, sections 13.8 and 13.12). */
public final class StateRestoreOps {
  private static final int XMM_BYTES = 16;

  private StateRestoreOps() {}

  /**
   * XRSTOR and XRSTORS. #GP(0) for a header that is not well formed or names components that are
   * not enabled, and for reserved bits of MXCSR.
   *
   * @param wide whether x87 pointers have 64 bits (REX.W)
   * @param registers vector registers that there are: 16 in 64-bit mode, else 8
   * @param supervisor XRSTORS: only in ring 0, and only from the compacted format
   */
  public record Restore(Address address, boolean wide, int registers, boolean supervisor)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      if (supervisor) {
        StateArea.requireSupervisor(cpu);
      }
      StateArea area = new StateArea(cpu, address);
      long requested = StateSaveOps.requested(cpu);
      long compaction = area.readLong(StateArea.COMPACTION_BITMAP);
      boolean compacted = (compaction & StateArea.COMPACTED) != 0;
      long room = compaction & ~StateArea.COMPACTED;
      if (compacted && (!cpu.model.has("xsavec") || (room & ~cpu.control.xcr0) != 0)) {
        throw GuestException.generalProtection();
      }
      probeLegacyRegion(area, requested, compacted);
      area.read(StateArea.STATE_BITMAP, StateArea.HEADER_END);
      long inArea = area.image.getLong(StateArea.STATE_BITMAP);
      if (!isLegal(cpu, area.image, compacted)) {
        throw GuestException.generalProtection();
      }
      new Loader(cpu, area, wide, registers, requested, requested & inArea)
          .load(compacted, compaction);
    }

    /**
     * Page faults show that processors read the legacy region before they look at the rest of the
     * header, even if nothing is loaded from it.
     */
    private static void probeLegacyRegion(StateArea area, long requested, boolean compacted) {
      long owners = compacted ? StateComponents.SSE : StateComponents.MXCSR_OWNERS;
      if ((requested & StateComponents.X87) != 0) {
        area.readLong(0);
      } else if ((requested & owners) != 0) {
        area.readLong(LegacyRegion.MXCSR_AT);
      }
    }

    private boolean isLegal(Cpu cpu, ByteBuffer header, boolean compacted) {
      long inArea = header.getLong(StateArea.STATE_BITMAP);
      long compaction = header.getLong(StateArea.COMPACTION_BITMAP) & ~StateArea.COMPACTED;
      if (compacted) {
        return (inArea & ~compaction) == 0
            && isZero(header, StateArea.COMPACTION_BITMAP + Long.BYTES, StateArea.HEADER_END);
      }
      int end = StateArea.COMPACTION_BITMAP + 2 * Long.BYTES;
      return !supervisor
          && (inArea & ~cpu.control.xcr0) == 0
          && isZero(header, StateArea.COMPACTION_BITMAP, end);
    }

    private static boolean isZero(ByteBuffer header, int from, int to) {
      long bits = 0;
      for (int at = from; at < to; at += Long.BYTES) {
        bits |= header.getLong(at);
      }
      return bits == 0;
    }
  }

  /**
   * Loads components, or gives them their initial configuration.
   *
   * @param requested the components to change
   * @param loaded those of them that are in the area
   */
  private record Loader(
      Cpu cpu, StateArea area, boolean wide, int registers, long requested, long loaded) {

    /** Reads all that is needed before it changes anything. */
    void load(boolean compacted, long compaction) {
      long owners = compacted ? StateComponents.SSE & loaded : StateComponents.MXCSR_OWNERS;
      boolean control = (requested & owners) != 0;
      if (control || (loaded & (StateComponents.X87 | StateComponents.SSE)) != 0) {
        area.read(0, LegacyRegion.BYTES);
      }
      for (StateComponent component : StateComponent.ALL) {
        if (component.isIn(loaded)) {
          int at = place(component, compacted, compaction);
          area.read(at, at + component.bytes());
        }
      }
      if (control) {
        LegacyRegion.loadMxcsr(cpu, area.image);
      } else if (compacted && (requested & StateComponents.SSE) != 0) {
        cpu.vectors.mxcsr = VectorRegisters.MXCSR_RESET;
      }
      legacy();
      for (StateComponent component : StateComponent.ALL) {
        if (component.isIn(requested)) {
          extended(component, place(component, compacted, compaction));
        }
      }
    }

    private static int place(StateComponent component, boolean compacted, long compaction) {
      return compacted ? component.compactedOffset(compaction) : component.offset();
    }

    private void legacy() {
      if ((loaded & StateComponents.X87) != 0) {
        LegacyRegion.loadX87(cpu, area.image, wide);
      } else if ((requested & StateComponents.X87) != 0) {
        cpu.x87.initialize();
        Arrays.fill(cpu.x87.significand, 0);
        Arrays.fill(cpu.x87.signExponent, 0);
      }
      if ((loaded & StateComponents.SSE) != 0) {
        LegacyRegion.loadXmm(cpu, area.image, registers);
      } else if ((requested & StateComponents.SSE) != 0) {
        clearLanes(0);
      }
    }

    private void extended(StateComponent component, int at) {
      boolean present = component.isIn(loaded);
      if (component.equals(StateComponent.PKRU)) {
        ProtectionKeyOps.write(cpu, present ? area.image.getInt(at) : 0);
        return;
      }
      if (!present) {
        clearLanes(2);
        return;
      }
      long[] lanes = cpu.vectors.lanes;
      for (int n = 0; n < registers; n++) {
        int from = at + n * XMM_BYTES;
        lanes[n * VectorRegisters.LANES + 2] = area.image.getLong(from);
        lanes[n * VectorRegisters.LANES + 3] = area.image.getLong(from + Long.BYTES);
      }
    }

    /** Clears lanes {@code from} and the next one of every register of the mode. */
    private void clearLanes(int from) {
      long[] lanes = cpu.vectors.lanes;
      for (int n = 0; n < registers; n++) {
        lanes[n * VectorRegisters.LANES + from] = 0;
        lanes[n * VectorRegisters.LANES + from + 1] = 0;
      }
    }
  }
}
