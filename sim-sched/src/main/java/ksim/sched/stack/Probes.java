package ksim.sched.stack;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.byte_;
import static ksim.core.encoding.asm.Memory.dword;
import static ksim.core.encoding.asm.Registers.R11D;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.Probe;

/**
 * The instruction sequences that pre-fault a stack.
 *
 * <p>A probe is one byte load. It is a {@code movzbl} into R11D rather than a {@code movb} into a
 * byte register, since a byte move merges into the old register and would wait for its last writer;
 * R11 is call-clobbered and passes no argument, so it is dead at every site.
 */
final class Probes {
  /** Size of a page. */
  static final int PAGE = 4096;

  private static final long INTERRUPT_FLAG = 0x200;

  private Probes() {}

  /** Loads one byte from each of the {@code pages} pages below the stack pointer. */
  static void unconditional(GuestCode code, String site, int pages) {
    for (int page = 1; page <= pages; page++) {
      code.probeFollows(site);
      code.assembler().movzx(R11D, byte_(RSP, -(long) page * PAGE));
    }
  }

  /** Loads one byte from each page down to {@code bytes} below the stack pointer. */
  static void reach(GuestCode code, String lock, int bytes) {
    for (int below = PAGE; below < bytes + PAGE; below += PAGE) {
      code.probeFollows(lock);
      code.assembler().movzx(R11D, byte_(RSP, -(long) Math.min(below, bytes)));
    }
  }

  /**
   * The same as {@link #unconditional}, only if preemption and interrupts are both enabled. The
   * counter is tested first: it is one load, while {@code pushfq} is slow and writes to the stack.
   * That write cannot fault: the eight bytes below the stack pointer belong to a page that the next
   * call would write anyway, and when it does fault here, preemption is known to be enabled.
   */
  static void ifAllowed(GuestCode code, String site, int pages) {
    Assembler a = code.assembler();
    Label skip = a.fresh("no_probe");
    a.cmp(code.preemptCounter(), 0);
    a.jcc(Condition.NE, skip);
    a.emit("pushfq");
    a.test(dword(RSP), INTERRUPT_FLAG);
    a.lea(RSP, address(RSP, 8));
    a.jcc(Condition.E, skip);
    unconditional(code, site, pages);
    a.bind(skip);
  }

  /** Reads the top byte of the stack that ends at RDI, as OSv's {@code init_stack} does. */
  static void touchTopPage(GuestCode code) {
    code.probeFollows(Probe.THREAD_START);
    code.assembler().movzx(R11D, byte_(RDI, -1));
  }
}
