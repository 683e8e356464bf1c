package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Interrupts;

/**
 * What all string operations have in common: element width, addresses, direction and repetition.
 *
 * <p>A repeated operation executes at most {@link #CHUNK} iterations at a time. If iterations
 * remain, it leaves {@link Cpu#rip} at itself, so that interrupts are taken in between as on a real
 * processor; registers are up to date after each iteration, so that a fault in one restarts there.
 *
 * @param bits width of an element: 8, 16, 32 or 64
 * @param source address of the source element: rSI in DS or as overridden
 * @param destination address of the destination element: rDI in ES
 * @param mask -1, 0xffffffff or 0xffff by the address size
 * @param repeat whether and until when to repeat
 * @param self {@link Cpu#rip} of the instruction
 */
public record StringForm(
    int bits, Address source, Address destination, long mask, Repeat repeat, long self) {
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
  int iterations(Cpu cpu) {
    if (repeat == Repeat.ONCE) {
      return 1;
    }
    long count = cpu.gpr[Cpu.RCX] & mask;
    boolean trapped = cpu.interrupts.singleStep || cpu.breakpoints.tracing();
    int most = trapped ? 1 : CHUNK; // a trap may follow each iteration
    return Long.compareUnsigned(count, most) < 0 ? (int) count : most;
  }

  /** Linear address of the source element, which is read. */
  long source(Cpu cpu) {
    return source.linear(cpu);
  }

  /** Linear address of the destination element, where it is read. */
  long compared(Cpu cpu) {
    return destination.linear(cpu);
  }

  /** Linear address of the destination element, where it is written. */
  long destination(Cpu cpu) {
    return destination.linearForWrite(cpu);
  }

  /** Width of an element in bytes. */
  int bytes() {
    return bits >> 3;
  }

  /** Whether the elements of all iterations lie one behind the other, upwards. */
  boolean rises(Cpu cpu) {
    return repeat != Repeat.ONCE && mask == -1 && !cpu.flags.direction();
  }

  /** Moves rSI or rDI by some elements. */
  void advance(Cpu cpu, int register, int elements) {
    long step = (long) elements * bytes();
    add(cpu, register, cpu.flags.direction() ? -step : step);
  }

  /** Counts iterations. */
  void count(Cpu cpu, int iterations) {
    if (repeat != Repeat.ONCE) {
      add(cpu, Cpu.RCX, -iterations);
    }
  }

  /** Adds to a register of the address size: one of 16 bits keeps the others. */
  private void add(Cpu cpu, int register, long value) {
    long kept = mask == 0xffff ? cpu.gpr[register] & ~mask : 0;
    cpu.gpr[register] = kept | ((cpu.gpr[register] + value) & mask);
  }

  /** Ends a chunk: stays at the instruction, and answers true, if iterations remain. */
  boolean again(Cpu cpu) {
    boolean more = repeat != Repeat.ONCE && (cpu.gpr[Cpu.RCX] & mask) != 0;
    if (more) {
      cpu.rip = self;
      cpu.interrupts.resumeRip = self;
    } else if (cpu.interrupts.resumeRip == self) {
      cpu.interrupts.resumeRip = Interrupts.NOWHERE;
    }
    return more;
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
