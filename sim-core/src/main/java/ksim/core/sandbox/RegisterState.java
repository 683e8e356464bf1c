package ksim.core.sandbox;

import java.util.Arrays;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.VectorRegisters;

/**
 * The registers that a program sees.
 *
 * @param rip instruction pointer
 * @param rflags RFLAGS; bits that do not exist are ignored, and so are VM and RF
 * @param general RAX to R15 in hardware order
 * @param vector YMM0 to YMM15, each as four 64-bit lanes, the lowest first
 * @param mxcsr MXCSR
 * @param floatingPoint the x87 registers
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegisterState(
    long rip,
    long rflags,
    long[] general,
    long[] vector,
    int mxcsr,
    FloatingPointState floatingPoint) {
  /** Number of general registers. */
  public static final int GENERAL = 16;

  /** RFLAGS where nothing is said: interrupts enabled. */
  public static final long RFLAGS_INITIAL = Flags.IF | Flags.FIXED;

  private static final int LANES = VectorRegisters.COUNT * VectorRegisters.LANES;

  /** All registers zero but RFLAGS, MXCSR and the x87 state, which are as a program finds them. */
  public static RegisterState initial() {
    return new RegisterState(
        0,
        RFLAGS_INITIAL,
        new long[GENERAL],
        new long[LANES],
        VectorRegisters.MXCSR_RESET,
        FloatingPointState.initial());
  }

  /** One lane of a vector register: lanes 0 and 1 are XMM, all four YMM. */
  public long lane(int register, int lane) {
    return vector[register * VectorRegisters.LANES + lane];
  }

  static RegisterState of(Cpu cpu) {
    return new RegisterState(
        cpu.rip,
        cpu.flags.toRflags(),
        Arrays.copyOf(cpu.gpr, GENERAL),
        Arrays.copyOf(cpu.vectors.lanes, LANES),
        cpu.vectors.mxcsr,
        FloatingPointState.of(cpu.x87));
  }

  /** Gives a CPU these registers. */
  public void loadInto(Cpu cpu) {
    cpu.rip = rip;
    cpu.flags.fromRflags(rflags & ~(Flags.VM | Flags.RF), Flags.ALL);
    cpu.mmu.setAlignmentCheckFlag(cpu.flags.isSet(Flags.AC));
    System.arraycopy(general, 0, cpu.gpr, 0, GENERAL);
    System.arraycopy(vector, 0, cpu.vectors.lanes, 0, LANES);
    cpu.vectors.mxcsr = mxcsr;
    floatingPoint.loadInto(cpu.x87);
  }
}
