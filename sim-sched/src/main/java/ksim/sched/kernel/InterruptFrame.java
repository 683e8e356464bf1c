package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.R10;
import static ksim.core.encoding.asm.Registers.R11;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.R14;
import static ksim.core.encoding.asm.Registers.R15;
import static ksim.core.encoding.asm.Registers.R8;
import static ksim.core.encoding.asm.Registers.R9;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBP;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.RegisterOperand;
import ksim.core.encoding.asm.Assembler;

/**
 * What an entry stub leaves on the stack: all general registers, above them an error code, and the
 * frame that the CPU has pushed. Offsets in bytes from RSP after the registers have been saved.
 */
final class InterruptFrame {
  private static final RegisterOperand[] SAVED = {
    R15, R14, R13, R12, R11, R10, R9, R8, RDI, RSI, RBP, RDX, RCX, RBX, RAX
  };

  /** Saved RBP. */
  static final int RBP_OFFSET = 8 * 4;

  /** Error code, or zero. */
  static final int ERROR = 8 * SAVED.length;

  /** Saved RIP. */
  static final int RIP = ERROR + 8;

  /** Saved RFLAGS. */
  static final int RFLAGS = RIP + 16;

  /** Saved RSP. */
  static final int RSP = RIP + 24;

  private InterruptFrame() {}

  /**
   * Saves all registers. RBP keeps its value, so that a walk of the frames goes on in the
   * interrupted function. The direction flag may be anything: clear it.
   */
  static void save(Assembler a) {
    for (RegisterOperand register : SAVED) {
      a.push(register);
    }
    a.cld();
  }

  /** Restores all registers, drops the error code and returns to what was interrupted. */
  static void restoreAndReturn(Assembler a) {
    for (int i = SAVED.length - 1; i >= 0; i--) {
      a.pop(SAVED[i]);
    }
    a.add(ksim.core.encoding.asm.Registers.RSP, 8);
    a.iretq();
  }
}
