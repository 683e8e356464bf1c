package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;

/**
 * What all string operations have in common: element width, addresses, direction and repetition.
 *
 * <p>A repeated operation executes at most {@link #CHUNK} iterations at a time. If iterations
 * remain, it leaves {@link Cpu#rip} at itself, so that interrupts are taken in between as on a real
 * processor; registers are up to date after each iteration, so that a fault in one restarts there.
 *
 * @param bits width of an element: 8, 16, 32 or 64
 * @param segment segment of the source, in hardware order; the destination is in ES
 * @param mask -1, or 0xffffffff where the address size is 32 bits
 * @param repeat whether and until when to repeat
 * @param self linear address of the instruction
 */
public record StringForm(int bits, int segment, long mask, Repeat repeat, long self) {
  /** Iterations of a repeated operation between two chances for an interrupt. */
  public static final int CHUNK = 64;

  /** Whether and until when to repeat. */
  public enum Repeat {
    /** Once, whatever rCX. */
    ONCE,
    /** Until rCX is zero. */
    COUNT,
    /** Until rCX is zero or, after CMPS and SCAS, ZF is clear. */
    WHILE_EQUAL,
    /** Until rCX is zero or, after CMPS and SCAS, ZF is set. */
    WHILE_NOT_EQUAL
  }

  /** Number of iterations to execute now. */
  long iterations(Cpu cpu) {
    if (repeat == Repeat.ONCE) {
      return 1;
    }
    long count = cpu.gpr[Cpu.RCX] & mask;
    long most = cpu.interrupts.singleStep ? 1 : CHUNK; // a trap follows each iteration
    return Long.compareUnsigned(count, most) < 0 ? count : most;
  }

  /** Linear address of the source element. */
  long source(Cpu cpu) {
    return (cpu.gpr[Cpu.RSI] & mask) + cpu.segmentBase[segment];
  }

  /** Linear address of the destination element. */
  long destination(Cpu cpu) {
    return (cpu.gpr[Cpu.RDI] & mask) + cpu.segmentBase[Segments.ES];
  }

  /** Moves rSI or rDI to the next element. */
  void advance(Cpu cpu, int register) {
    long step = cpu.flags.direction() ? -(bits >> 3) : bits >> 3;
    cpu.gpr[register] = (cpu.gpr[register] + step) & mask;
  }

  /** Counts an iteration. */
  void count(Cpu cpu) {
    if (repeat != Repeat.ONCE) {
      cpu.gpr[Cpu.RCX] = (cpu.gpr[Cpu.RCX] - 1) & mask;
    }
  }

  /** Ends a chunk: stays at the instruction if iterations remain. */
  void again(Cpu cpu) {
    if (repeat != Repeat.ONCE && (cpu.gpr[Cpu.RCX] & mask) != 0) {
      cpu.rip = self;
      cpu.interrupts.resumeRip = self;
    }
  }

  /** Whether the outcome of a comparison ends the repetition. */
  boolean endsAt(boolean equal) {
    return switch (repeat) {
      case ONCE, COUNT -> false;
      case WHILE_EQUAL -> !equal;
      case WHILE_NOT_EQUAL -> equal;
    };
  }
}
