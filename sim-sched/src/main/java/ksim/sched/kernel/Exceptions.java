package ksim.sched.kernel;

import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RSI;
import static ksim.core.encoding.asm.Registers.RSP;

import ksim.core.encoding.Label;
import ksim.core.encoding.asm.Assembler;

/**
 * The interrupt descriptor table, and entries for the exceptions that the kernel does not expect:
 * each of those ends in a panic that names its vector.
 */
final class Exceptions {
  private static final int EXCEPTIONS = 32;
  private static final int PAGE_FAULT = 14;
  private static final int GATE_BYTES = 16;
  private static final int VECTORS = 256;
  private static final long CODE_SELECTOR = 0x08;

  /** Present, ring 0, 64-bit interrupt gate (SDM vol. 3, 7.14.1). */
  private static final long INTERRUPT_GATE = 0x8e;

  private static final int EXCEPTION_STACK = 1;
  private static final int INTERRUPT_STACK = 2;

  private Exceptions() {}

  /** Reserves the table and its pointer. */
  static void reserve(KernelCode k) {
    DataSegment data = k.data();
    long table = data.reserve("idt", (long) VECTORS * GATE_BYTES, 16);
    long pointer = data.reserve("idt_pointer", 16, 8);
    // LIDT takes a 16-bit limit and a 64-bit base: two overlapping 64-bit values make them.
    data.set(pointer, (long) VECTORS * GATE_BYTES - 1 | table << 16);
    data.set(pointer + 8, table >>> 48);
  }

  static void emit(KernelCode k) {
    for (int vector = 0; vector < EXCEPTIONS; vector++) {
      if (vector != PAGE_FAULT) {
        unexpected(k, vector);
      }
    }
    gate(k, PAGE_FAULT, k.label("page_fault"), EXCEPTION_STACK);
    gate(k, LocalApic.TIMER_VECTOR, k.label("timer_interrupt"), INTERRUPT_STACK);
    gate(k, LocalApic.RESCHEDULE_VECTOR, k.label("reschedule_interrupt"), INTERRUPT_STACK);
    gate(k, LocalApic.FLUSH_VECTOR, k.label("flush_interrupt"), INTERRUPT_STACK);
    gate(k, LocalApic.PREEMPT_VECTOR, k.label("preempt_interrupt"), INTERRUPT_STACK);
    gate(k, LocalApic.SPURIOUS_VECTOR, k.label("spurious_interrupt"), INTERRUPT_STACK);
  }

  /** The stack that was in use is not trusted: a double fault comes from a bad one. */
  private static void unexpected(KernelCode k, int vector) {
    Assembler a = k.assembler();
    k.beginBare("exception_" + vector);
    if (!pushesErrorCode(vector)) {
      a.push(0);
    }
    InterruptFrame.save(a);
    a.mov(RDI, vector);
    a.mov(RSI, RSP);
    k.jump("unexpected_exception");
    k.endBare();
    gate(k, vector, k.label("exception_" + vector), EXCEPTION_STACK);
  }

  /** SDM vol. 3, table 7-1. */
  private static boolean pushesErrorCode(int vector) {
    return switch (vector) {
      case 8, 10, 11, 12, 13, 14, 17, 21 -> true;
      default -> false;
    };
  }

  private static void gate(KernelCode k, int vector, Label entry, int stack) {
    long gate = k.at("idt") + (long) vector * GATE_BYTES;
    k.data()
        .set(
            gate,
            entry,
            address ->
                (address & 0xffff)
                    | CODE_SELECTOR << 16
                    | (long) stack << 32
                    | INTERRUPT_GATE << 40
                    | (address >>> 16 & 0xffff) << 48);
    k.data().set(gate + 8, entry, address -> address >>> 32);
  }
}
