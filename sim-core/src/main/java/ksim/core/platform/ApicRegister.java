package ksim.core.platform;

import java.util.Optional;

/**
 * The register map of the local APIC in xAPIC mode (Intel SDM volume 3, table 11-1). Bits outside
 * {@link #writable} are reserved or read-only: writes leave them as they are.
 */
enum ApicRegister {
  ID(0x20, 0, 0),
  VERSION(0x30, 0, 0x0005_0014),
  TASK_PRIORITY(0x80, 0xff, 0),
  ARBITRATION_PRIORITY(0x90, 0, 0),
  PROCESSOR_PRIORITY(0xa0, 0, 0),
  END_OF_INTERRUPT(0xb0, 0xffff_ffff, 0),
  LOGICAL_DESTINATION(0xd0, 0xff00_0000, 0),
  DESTINATION_FORMAT(0xe0, 0xf000_0000, 0xffff_ffff),
  SPURIOUS_VECTOR(0xf0, 0x3ff, 0xff),
  IN_SERVICE(0x100, 8, 0, 0),
  TRIGGER_MODE(0x180, 8, 0, 0),
  INTERRUPT_REQUEST(0x200, 8, 0, 0),
  ERROR_STATUS(0x280, 0, 0),
  COMMAND_LOW(0x300, 0x000c_cfff, 0),
  COMMAND_HIGH(0x310, 0xff00_0000, 0),
  LVT_TIMER(0x320, 0x0007_00ff, 0x0001_0000),
  LVT_THERMAL(0x330, 0x0001_07ff, 0x0001_0000),
  LVT_PERFORMANCE(0x340, 0x0001_07ff, 0x0001_0000),
  LVT_LINT0(0x350, 0x0001_a7ff, 0x0001_0000),
  LVT_LINT1(0x360, 0x0001_a7ff, 0x0001_0000),
  LVT_ERROR(0x370, 0x0001_00ff, 0x0001_0000),
  INITIAL_COUNT(0x380, 0xffff_ffff, 0),
  CURRENT_COUNT(0x390, 0, 0),
  DIVIDE(0x3e0, 0xb, 0);

  /** Distance between registers in bytes: each is 32 bits wide at a 16-byte boundary. */
  static final int STRIDE = 16;

  private static final Optional<ApicRegister>[] BY_INDEX = index();

  /** Offset of the (first) register in bytes. */
  final int offset;

  /** Number of consecutive registers. */
  final int count;

  /** The bits that software may change. */
  final int writable;

  /** The value after reset. */
  final int reset;

  ApicRegister(int offset, int writable, int reset) {
    this(offset, 1, writable, reset);
  }

  ApicRegister(int offset, int count, int writable, int reset) {
    this.offset = offset;
    this.count = count;
    this.writable = writable;
    this.reset = reset;
  }

  /** The register at an offset that is a multiple of {@link #STRIDE}; empty if reserved. */
  static Optional<ApicRegister> at(long offset) {
    int index = (int) (offset / STRIDE);
    return index < BY_INDEX.length ? BY_INDEX[index] : Optional.empty();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<ApicRegister>[] index() {
    Optional<ApicRegister>[] result = new Optional[0x400 / STRIDE];
    java.util.Arrays.fill(result, Optional.empty());
    for (ApicRegister register : values()) {
      for (int i = 0; i < register.count; i++) {
        result[register.offset / STRIDE + i] = Optional.of(register);
      }
    }
    return result;
  }
}
