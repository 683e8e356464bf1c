package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.VectorRegisters;
import ksim.core.cpu.X87Registers;

/**
 * Which state components are in use: not in their initial configuration (Intel SDM volume 1,
 * section 13.6). It is found by looking, which the manual allows.
 */
final class StateComponents {
  /** The x87 state, bit 0 of XCR0. */
  static final long X87 = 1;

  /** MXCSR and XMM0 to XMM15, bit 1 of XCR0. */
  static final long SSE = 1 << 1;

  /** In the standard format MXCSR belongs to SSE and to AVX. */
  static final long MXCSR_OWNERS = SSE | 1 << 2;

  private StateComponents() {}

  /** The bitmap XINUSE. MXCSR does not count. */
  static long inUse(Cpu cpu) {
    return (isX87Initial(cpu.x87) ? 0 : X87)
        | (areZero(cpu.vectors.lanes, 0) ? 0 : SSE)
        | (areZero(cpu.vectors.lanes, 2) ? 0 : 1L << StateComponent.AVX.number())
        | (cpu.control.pkru == 0 ? 0 : 1L << StateComponent.PKRU.number());
  }

  private static boolean isX87Initial(X87Registers x87) {
    if (x87.control != X87Registers.CONTROL_INITIAL
        || x87.status != 0
        || x87.top != 0
        || x87.empty != 0xff
        || x87.opcode != 0
        || (x87.instructionPointer | x87.dataPointer) != 0
        || (x87.instructionSelector | x87.dataSelector) != 0) {
      return false;
    }
    long bits = 0;
    for (int i = 0; i < X87Registers.COUNT; i++) {
      bits |= x87.significand[i] | x87.signExponent[i];
    }
    return bits == 0;
  }

  /** Whether lanes {@code from} and the next one of every register are zero. */
  private static boolean areZero(long[] lanes, int from) {
    long bits = 0;
    for (int n = 0; n < VectorRegisters.COUNT; n++) {
      int at = n * VectorRegisters.LANES + from;
      bits |= lanes[at] | lanes[at + 1];
    }
    return bits == 0;
  }
}
