package ksim.core.platform;

import static ksim.core.platform.ApicRegister.WideAccess.ABSENT;
import static ksim.core.platform.ApicRegister.WideAccess.READ;
import static ksim.core.platform.ApicRegister.WideAccess.READ_WRITE;
import static ksim.core.platform.ApicRegister.WideAccess.WRITE;

import java.util.Optional;

/**
 * The register map of the local APIC (Intel SDM volume 3, tables 11-1 and 11-6). Bits outside
 * {@link #writable} and {@link #readOnly} are reserved: in xAPIC mode writes leave them as they
 * are, in x2APIC mode setting one raises #GP. Writes never change read-only bits.
 */
enum ApicRegister {
  ID(0x20, 0xff00_0000, 0, 0, READ),
  VERSION(0x30, 0, 0, 0x0105_0014, READ),
  TASK_PRIORITY(0x80, 0xff, 0, 0, READ_WRITE),
  ARBITRATION_PRIORITY(0x90, 0, 0, 0, ABSENT),
  PROCESSOR_PRIORITY(0xa0, 0, 0, 0, READ),
  END_OF_INTERRUPT(0xb0, 0, 0, 0, WRITE),
  LOGICAL_DESTINATION(0xd0, 0xff00_0000, 0, 0, READ),
  DESTINATION_FORMAT(0xe0, 0xf000_0000, 0, 0xffff_ffff, ABSENT),
  SPURIOUS_VECTOR(0xf0, 0x13ff, 0, 0xff, READ_WRITE),
  IN_SERVICE(0x100, 8, READ),
  TRIGGER_MODE(0x180, 8, READ),
  INTERRUPT_REQUEST(0x200, 8, READ),
  ERROR_STATUS(0x280, 0, 0, 0, READ_WRITE),
  COMMAND_LOW(0x300, 0x000c_cfff, 0x1000, 0, READ_WRITE),
  COMMAND_HIGH(0x310, 0xff00_0000, 0, 0, ABSENT),
  LVT_TIMER(0x320, 0x0007_00ff, 0x1000, 0x0001_0000, READ_WRITE),
  LVT_THERMAL(0x330, 0x0001_07ff, 0x1000, 0x0001_0000, READ_WRITE),
  LVT_PERFORMANCE(0x340, 0x0001_07ff, 0x1000, 0x0001_0000, READ_WRITE),
  LVT_LINT0(0x350, 0x0001_a7ff, 0x5000, 0x0001_0000, READ_WRITE),
  LVT_LINT1(0x360, 0x0001_a7ff, 0x5000, 0x0001_0000, READ_WRITE),
  LVT_ERROR(0x370, 0x0001_00ff, 0x1000, 0x0001_0000, READ_WRITE),
  INITIAL_COUNT(0x380, 0xffff_ffff, 0, 0, READ_WRITE),
  CURRENT_COUNT(0x390, 0, 0, 0, READ),
  DIVIDE(0x3e0, 0xb, 0, 0, READ_WRITE),
  SELF_COMMAND(0x3f0, 0xff, 0, 0, WRITE);

  /** What RDMSR and WRMSR can do with a register in x2APIC mode; anything else is #GP. */
  enum WideAccess {
    /** The register does not exist in x2APIC mode. */
    ABSENT,
    /** It can be read. */
    READ,
    /** It can be written. */
    WRITE,
    /** Both. */
    READ_WRITE;

    boolean readable() {
      return this == READ || this == READ_WRITE;
    }

    boolean writable() {
      return this == WRITE || this == READ_WRITE;
    }
  }

  /** Distance between registers in bytes: each is 32 bits wide at a 16-byte boundary. */
  static final int STRIDE = 16;

  /** Number of the model-specific register at offset 0; there is one for each register. */
  static final int FIRST_MSR = 0x800;

  /** Registers have offsets below this one. */
  static final int SPACE_BYTES = 0x400;

  private static final Optional<ApicRegister>[] BY_INDEX = byIndex();

  /** Offset of the (first) register in bytes. */
  final int offset;

  /** Number of consecutive registers. */
  final int count;

  /** The bits that software may change. */
  final int writable;

  /** The bits that hardware alone changes, besides those of registers that cannot be written. */
  final int readOnly;

  /** The value after reset. */
  final int reset;

  /** What can be done with it in x2APIC mode. */
  final WideAccess wideAccess;

  ApicRegister(int offset, int writable, int readOnly, int reset, WideAccess wideAccess) {
    this(offset, 1, writable, readOnly, reset, wideAccess);
  }

  ApicRegister(int offset, int count, WideAccess wideAccess) {
    this(offset, count, 0, 0, 0, wideAccess);
  }

  ApicRegister(
      int offset, int count, int writable, int readOnly, int reset, WideAccess wideAccess) {
    this.offset = offset;
    this.count = count;
    this.writable = writable;
    this.readOnly = readOnly;
    this.reset = reset;
    this.wideAccess = wideAccess;
  }

  /** The register at an offset that is a multiple of {@link #STRIDE}; empty if reserved. */
  static Optional<ApicRegister> at(long offset) {
    return offset >= 0 && offset < SPACE_BYTES
        ? BY_INDEX[(int) (offset / STRIDE)]
        : Optional.empty();
  }

  /** Place of the register among all, reserved ones included. */
  int index() {
    return offset / STRIDE;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Optional<ApicRegister>[] byIndex() {
    Optional<ApicRegister>[] result = new Optional[SPACE_BYTES / STRIDE];
    java.util.Arrays.fill(result, Optional.empty());
    for (ApicRegister register : values()) {
      for (int i = 0; i < register.count; i++) {
        result[register.index() + i] = Optional.of(register);
      }
    }
    return result;
  }
}
