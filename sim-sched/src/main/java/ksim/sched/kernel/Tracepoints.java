package ksim.sched.kernel;

import ksim.core.encoding.Label;
import ksim.core.encoding.Condition;
import static ksim.core.encoding.asm.Memory.address;
import static ksim.core.encoding.asm.Memory.qword;
import static ksim.core.encoding.asm.Registers.RAX;
import static ksim.core.encoding.asm.Registers.RCX;
import static ksim.core.encoding.asm.Registers.RDI;
import static ksim.core.encoding.asm.Registers.RDX;
import static ksim.core.encoding.asm.Registers.RSI;

import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Rule;
import ksim.sched.audit.SiteKind;

/** Tracepoints: a record with a time stamp into the CPU's ring of records. */
final class Tracepoints {
  private static final AtomicSite SITE =
      new AtomicSite(
          "tracepoint",
          "tracepoint",
          SiteKind.IRQ_DISABLE_NOTRACE,
          Rule.CHECK,
          "a tracepoint may stand anywhere");

  private Tracepoints() {}

  /**
   * {@code tracepoint(RDI argument)}. Interrupts are off, so the slot is this record's alone;
   * nothing happens while tracing is off.
   */
  static void emit(KernelCode k) {
    Assembler a = k.assembler();
    Label off = a.fresh("off");
    k.begin("tracepoint", FrameSizes.SMALL);
    a.cmp(k.global("tracing"), 0);
    a.jcc(Condition.E, off);
    k.sites().enter(SITE);
    a.mov(RSI, CurrentThread.cpu());
    a.mov(RCX, qword(RSI, CpuLayout.TRACE_COUNT));
    a.inc(qword(RSI, CpuLayout.TRACE_COUNT));
    a.and(RCX, CpuLayout.TRACE_CAPACITY - 1);
    a.shl(RCX, 4);
    a.lea(RSI, address(RSI, RCX, 1, CpuLayout.TRACE));
    a.rdtsc();
    a.shl(RDX, 32);
    a.or(RAX, RDX);
    a.mov(qword(RSI), RAX);
    a.mov(qword(RSI, 8), RDI);
    k.sites().exit();
    a.bind(off);
    k.end();
  }
}
