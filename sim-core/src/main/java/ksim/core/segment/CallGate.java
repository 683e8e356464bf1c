package ksim.core.segment;

import ksim.core.cpu.Cpu;
import ksim.core.fault.Descriptors;
import ksim.core.fault.GuestException;

/**
 * A call gate (Intel SDM volume 3, sections 5.8.3 and 5.8.3.1).
 *
 * @param selector code segment that it leads to
 * @param offset where in that
 * @param bits width of what a call pushes: 16, 32, or 64 in IA-32e mode
 * @param parameters how many such values a call to an inner ring copies, 0 to 31
 */
public record CallGate(int selector, long offset, int bits, int parameters) {
  private static final int GATE_16 = 4;
  private static final int GATE_32 = 12;

  /** Whether the type of a system descriptor is that of a call gate in the present mode. */
  public static boolean isType(Cpu cpu, int type) {
    return type == GATE_32 || (type == GATE_16 && !CodeSegments.isLongModeActive(cpu));
  }

  /**
   * Reads and checks a call gate.
   *
   * @param gate its selector; the descriptor has a type that {@link #isType} accepts
   * @throws GuestException #GP or #NP with the gate's selector
   */
  public static CallGate read(Cpu cpu, int gate) {
    boolean wide = CodeSegments.isLongModeActive(cpu);
    int errorCode = Descriptors.errorCode(gate, 0);
    long address = Descriptors.address(cpu, gate, wide ? 16 : 8);
    if (address == -1) {
      throw GuestException.generalProtection(errorCode);
    }
    long low = cpu.mmu.readSupervisor(address, 8);
    long high = wide ? cpu.mmu.readSupervisor(address + 8, 8) : 0;
    int dpl = (int) (low >>> 45) & 3;
    if ((high >>> 40 & 0x1f) != 0 || dpl < cpu.cpl() || dpl < (gate & 3)) {
      throw GuestException.generalProtection(errorCode);
    }
    boolean present = (low >>> 47 & 1) != 0;
    if (!present) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    boolean narrow = ((low >>> 40) & 0xf) == GATE_16;
    long middle = narrow ? 0 : low >>> 32 & 0xffff_0000L;
    long offset = (low & 0xffff) | middle | high << 32;
    int bits = wide ? 64 : narrow ? 16 : 32;
    int parameters = wide ? 0 : (int) (low >>> 32) & 31;
    return new CallGate((int) (low >>> 16) & 0xffff, offset, bits, parameters);
  }
}
