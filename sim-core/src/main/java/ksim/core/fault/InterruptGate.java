package ksim.core.fault;

import ksim.core.cpu.Cpu;

/**
 * A 64-bit interrupt or trap gate (Intel SDM volume 3, figure 6-8).
 *
 * @param selector code segment of the handler
 * @param offset linear address of the handler
 * @param stackIndex interrupt stack table index, 0 for none
 * @param trap a trap gate: IF is left as it is
 */
record InterruptGate(int selector, long offset, int stackIndex, boolean trap) {
  private static final int BYTES = 16;
  private static final int INTERRUPT_GATE = 14;
  private static final int TRAP_GATE = 15;

  /** Bit of an error code that says: the index names a gate of the IDT. */
  private static final int IDT = 2;

  /**
   * Reads and checks the gate of a vector.
   *
   * @param software INT n, INT3 or INTO: the gate's privilege level is checked
   * @param external EXT bit of error codes, 0 or 1
   * @throws GuestException #GP or #NP as the manual says
   */
  static InterruptGate read(Cpu cpu, int vector, boolean software, int external) {
    int errorCode = vector << 3 | IDT | external;
    if (vector * BYTES + BYTES - 1 > cpu.segments.idtLimit) {
      throw GuestException.generalProtection(errorCode);
    }
    long address = cpu.segments.idtBase + (long) vector * BYTES;
    long low = cpu.mmu.readSupervisor(address, 8);
    long high = cpu.mmu.readSupervisor(address + 8, 8);
    int type = (int) (low >>> 40) & 0x1f;
    if ((type != INTERRUPT_GATE && type != TRAP_GATE) || (high >>> 40 & 0x1f) != 0) {
      throw GuestException.generalProtection(errorCode);
    }
    int dpl = (int) (low >>> 45) & 3;
    if (software && dpl < cpu.cpl()) {
      throw GuestException.generalProtection(errorCode);
    }
    boolean present = (low >>> 47 & 1) != 0;
    if (!present) {
      throw GuestException.segmentNotPresent(errorCode);
    }
    long offset = (low & 0xffff) | (low >>> 32 & 0xffff_0000L) | high << 32;
    return new InterruptGate(
        (int) (low >>> 16) & 0xffff, offset, (int) (low >>> 32) & 7, type == TRAP_GATE);
  }
}
