package ksim.core.fault;

import ksim.core.cpu.Cpu;

/**
 * An interrupt, trap or task gate (Intel SDM volume 3, figures 6-2 and 6-8).
 *
 * @param selector code segment of the handler; of a task gate the task state
 * @param offset offset of the handler in it
 * @param bits width of what is pushed: 16, 32 or 64; of a task gate 0
 * @param stackIndex interrupt stack table index, 0 for none
 * @param trap a trap gate: IF is left as it is
 */
record InterruptGate(int selector, long offset, int bits, int stackIndex, boolean trap) {
  /** Whether it leads to another task. */
  boolean isTask() {
    return bits == 0;
  }

  private static final int LONG_BYTES = 16;
  private static final int BYTES = 8;
  private static final int TASK_GATE = 5;
  private static final int INTERRUPT_GATE_16 = 6;
  private static final int TRAP_GATE_16 = 7;
  private static final int INTERRUPT_GATE = 14;
  private static final int TRAP_GATE = 15;

  /**
   * Reads and checks the gate of an event in IA-32e mode.
   *
   * @throws GuestException #GP or #NP as the manual says
   */
  static InterruptGate readLong(Cpu cpu, DeliveredEvent event) {
    long address = address(cpu, event, LONG_BYTES);
    long low = cpu.mmu.readSupervisor(address, 8);
    long high = cpu.mmu.readSupervisor(address + 8, 8);
    int type = type(low);
    if ((type != INTERRUPT_GATE && type != TRAP_GATE) || (high >>> 40 & 0x1f) != 0) {
      throw GuestException.generalProtection(event.gateErrorCode());
    }
    check(cpu, event, low);
    long offset = (low & 0xffff) | (low >>> 32 & 0xffff_0000L) | high << 32;
    return new InterruptGate(selector(low), offset, 64, (int) (low >>> 32) & 7, type == TRAP_GATE);
  }

  /**
   * Reads and checks the gate of an event in protected mode.
   *
   * @throws GuestException #GP or #NP as the manual says
   */
  static InterruptGate readProtected(Cpu cpu, DeliveredEvent event) {
    long gate = cpu.mmu.readSupervisor(address(cpu, event, BYTES), 8);
    int type = type(gate);
    boolean wide = type == INTERRUPT_GATE || type == TRAP_GATE;
    boolean narrow = type == INTERRUPT_GATE_16 || type == TRAP_GATE_16;
    if (!wide && !narrow && type != TASK_GATE) {
      throw GuestException.generalProtection(event.gateErrorCode());
    }
    check(cpu, event, gate);
    long offset = (gate & 0xffff) | (wide ? gate >>> 32 & 0xffff_0000L : 0);
    boolean trap = type == TRAP_GATE || type == TRAP_GATE_16;
    int bits = wide ? 32 : narrow ? 16 : 0;
    return new InterruptGate(selector(gate), offset, bits, 0, trap);
  }

  private static long address(Cpu cpu, DeliveredEvent event, int bytes) {
    if (event.vector() * bytes + bytes - 1 > cpu.segments.idtLimit) {
      throw GuestException.generalProtection(event.gateErrorCode());
    }
    return cpu.segments.idtBase + (long) event.vector() * bytes;
  }

  /** The type field with the S bit. */
  private static int type(long gate) {
    return (int) (gate >>> 40) & 0x1f;
  }

  private static int selector(long gate) {
    return (int) (gate >>> 16) & 0xffff;
  }

  private static void check(Cpu cpu, DeliveredEvent event, long gate) {
    int dpl = (int) (gate >>> 45) & 3;
    if (event.isSubjectToPrivilege() && dpl < cpu.cpl()) {
      throw GuestException.generalProtection(event.gateErrorCode());
    }
    boolean present = (gate >>> 47 & 1) != 0;
    if (!present) {
      throw GuestException.segmentNotPresent(event.gateErrorCode());
    }
  }
}
