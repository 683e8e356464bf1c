package ksim.core.isa.x87;

import java.nio.ByteBuffer;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.isa.Address;
import ksim.core.isa.Op;
import ksim.mmu.NonCanonicalAddress;

/**
 * FXSAVE and FXRSTOR. They do not wait for pending exceptions, nor do they raise or lose any. The
 * last byte is accessed first, as page faults on processors show.
 */
public final class FastSaveOps {
  private static final int ALIGNMENT_MASK = 15;

  private FastSaveOps() {}

  /**
   * FXSAVE. The bytes behind the registers stay as they are in memory.
   *
   * @param wide whether pointers have 64 bits (REX.W)
   * @param registers XMM registers that there are: 16 in 64-bit mode, else 8
   */
  public record FxSave(Address address, boolean wide, int registers) implements Op {
    private static final int XMM_BYTES = 16;
    private static final int BYTES_WITHOUT_XMM = 160;

    @Override
    public void exec(Cpu cpu) {
      requireAligned(cpu, address.ofBytes(1).linearForWrite(cpu));
      ImageMemory.probeForWrite(cpu, address, LegacyRegion.BYTES - 1, 1);
      ByteBuffer image = ImageMemory.empty(BYTES_WITHOUT_XMM + XMM_BYTES * registers);
      LegacyRegion.storeX87(cpu, image, wide);
      LegacyRegion.storeMxcsr(cpu, image);
      LegacyRegion.storeXmm(cpu, image, registers);
      ImageMemory.write(cpu, address, image, Long.BYTES);
    }
  }

  /** FXRSTOR; the components are those of {@link FxSave}. */
  public record FxRestore(Address address, boolean wide, int registers) implements Op {
    @Override
    public void exec(Cpu cpu) {
      requireAligned(cpu, address.ofBytes(1).linear(cpu));
      ImageMemory.probe(cpu, address, LegacyRegion.BYTES - 1);
      ByteBuffer image = ImageMemory.read(cpu, address, LegacyRegion.BYTES, Long.BYTES);
      LegacyRegion.loadMxcsr(cpu, image);
      LegacyRegion.loadX87(cpu, image, wide);
      LegacyRegion.loadXmm(cpu, image, registers);
    }
  }

  /** The address, which must be canonical in the first place: that may be #SS, alignment is #GP. */
  private static void requireAligned(Cpu cpu, long linear) {
    if ((linear & ALIGNMENT_MASK) != 0) {
      if (!cpu.mmu.isCanonical(linear)) {
        throw new NonCanonicalAddress(linear);
      }
      throw GuestException.generalProtection();
    }
  }
}
