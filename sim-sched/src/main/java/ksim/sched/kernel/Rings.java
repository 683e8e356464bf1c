package ksim.sched.kernel;

import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.EAX;
import static ksim.core.encoding.asm.Registers.R12;
import static ksim.core.encoding.asm.Registers.R13;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RBX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * Rings that hand pointers from thread to thread without a lock, as OSv's misc-free-perf does
 * between the thread that allocates and the one that frees. Whoever comes draws a ticket, which
 * says the slot, and waits until that is empty (to put) or full (to get): a while by spinning, then
 * by giving the CPU to others.
 */
final class Rings {
  private static final int SPINS = 64;

  private Rings() {}

  static void emit(KernelCode k) {
    put(k);
    get(k);
  }

  /** {@code ring_put(RDI ring, RSI pointer)}. */
  private static void put(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label stored = a.fresh("stored");
    k.begin("ring_put", FrameSizes.SMALL, RBX, R12, R13);
    a.mov(R12, RSI);
    slot(a, RingLayout.PUT);
    a.mov(R13, SPINS);
    a.bind(again);
    a.mov(EAX, 0);
    a.lock("cmpxchg", qword(RBX), R12);
    a.jcc(Condition.E, stored);
    pauseOrYield(k);
    a.jmp(again);
    a.bind(stored);
    k.end();
  }

  /** {@code ring_get(RDI ring)}: RAX is the pointer. */
  private static void get(KernelCode k) {
    Assembler a = k.assembler();
    Label again = a.fresh("again");
    Label found = a.fresh("found");
    k.begin("ring_get", FrameSizes.SMALL, RBX, R12, R13);
    slot(a, RingLayout.GET);
    a.mov(R13, SPINS);
    a.bind(again);
    a.mov(EAX, 0);
    a.xchg(qword(RBX), RAX);
    a.test(RAX, RAX);
    a.jcc(Condition.NE, found);
    pauseOrYield(k);
    a.jmp(again);
    a.bind(found);
    k.end();
  }

  /** Draws a ticket of the ring RDI; RBX becomes the address of its slot. RAX is lost. */
  private static void slot(Assembler a, int tickets) {
    a.mov(RAX, 1);
    a.lock("xadd", qword(RDI, tickets), RAX);
    a.and(EAX, RingLayout.CAPACITY - 1);
    a.lea(RBX, address(RDI, RAX, 8, RingLayout.SLOTS));
  }

  private static void pauseOrYield(KernelCode k) {
    Assembler a = k.assembler();
    Label waited = a.fresh("waited");
    a.pause();
    a.dec(R13);
    a.jcc(Condition.NE, waited);
    k.call("thread_yield");
    a.mov(R13, SPINS);
    a.bind(waited);
  }
}
