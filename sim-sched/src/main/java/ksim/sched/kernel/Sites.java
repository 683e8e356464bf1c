package ksim.sched.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import ksim.core.encoding.Condition;
import ksim.core.encoding.Label;
import ksim.core.encoding.asm.AssembledCode;
import ksim.core.encoding.asm.Assembler;
import ksim.sched.audit.AtomicSite;
import ksim.sched.audit.Site;

/**
 * The one way into and out of atomic sections: emits what the stack design wants before a section,
 * the instructions that disable and enable, and records which code lies between.
 *
 * <p>Sections nest as brackets do. R11 and the flags are lost at either end.
 */
final class Sites {
  private final KernelCode code;
  private final List<OpenSite> recorded = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Deque<OpenSite> open = new ArrayDeque<>();

  private record OpenSite(AtomicSite declaration, boolean byGate, Label start, Label end) {}

  Sites(KernelCode code) {
    this.code = code;
  }

  /**
   * Enters the section: disables what the site's kind says. IRQ_LOCK and IRQ_DISABLE_NOTRACE push
   * RFLAGS.
   */
  void enter(AtomicSite site) {
    Assembler a = code.assembler();
    code.design().enterAtomic(code, site);
    OpenSite opened = open(site, false);
    switch (site.kind()) {
      case IRQ_DISABLE -> {
        a.bind(opened.start);
        a.cli();
      }
      case IRQ_LOCK, IRQ_DISABLE_NOTRACE -> {
        a.emit("pushfq");
        a.bind(opened.start);
        a.cli();
      }
      case PREEMPT_DISABLE, PREEMPT_LOCK, RCU_READ_LOCK -> {
        a.bind(opened.start);
        a.inc(code.preemptCounter());
      }
    }
  }

  /** Records a section whose interrupts the CPU has disabled on the way through a gate. */
  void enteredByGate(AtomicSite site) {
    code.assembler().bind(open(site, true).start);
  }

  private OpenSite open(AtomicSite site, boolean byGate) {
    if (!names.add(site.name())) {
      throw new IllegalStateException("site declared twice: " + site.name());
    }
    OpenSite opened =
        new OpenSite(site, byGate, code.assembler().fresh("enter"), code.assembler().fresh("exit"));
    recorded.add(opened);
    open.push(opened);
    return opened;
  }

  /** Leaves the innermost open section: enables again what it disabled, or restores RFLAGS. */
  void exit() {
    Assembler a = code.assembler();
    OpenSite site = open.pop();
    code.design().exitAtomic(code);
    switch (site.declaration.kind()) {
      case IRQ_DISABLE -> {
        a.sti();
        a.bind(site.end);
      }
      case IRQ_LOCK, IRQ_DISABLE_NOTRACE -> {
        a.emit("popfq");
        a.bind(site.end);
      }
      case PREEMPT_DISABLE, PREEMPT_LOCK, RCU_READ_LOCK -> {
        // The last one out reschedules if that was asked for meanwhile. preempt_schedule keeps all
        // registers, so that sections may end anywhere.
        Label out = a.fresh("enabled");
        a.dec(code.preemptCounter());
        a.bind(site.end);
        a.jcc(Condition.NE, out);
        a.cmp(CurrentThread.needResched(), 0);
        a.jcc(Condition.E, out);
        code.call("preempt_schedule");
        a.bind(out);
      }
    }
  }

  /**
   * A second way out of the innermost section, which stays open for the code that follows: STI and
   * HLT, between which no interrupt comes. Observation point {@code wait_for_interrupts}: at the
   * STI.
   */
  void exitByHalt() {
    Assembler a = code.assembler();
    code.design().exitAtomic(code);
    code.design().waitForInterrupts(code);
    code.observable("wait_for_interrupts");
    a.sti();
    a.hlt();
  }

  /** Ends the innermost section's record without code: another context enables again. */
  void handOver() {
    code.assembler().bind(open.pop().end);
  }

  /** All sites with their addresses, in order of address. */
  List<Site> resolve(AssembledCode assembled) {
    if (!open.isEmpty()) {
      throw new IllegalStateException("site left open: " + open.getFirst().declaration.name());
    }
    return recorded.stream()
        .map(
            s ->
                new Site(
                    s.declaration,
                    assembled.addressOf(s.start),
                    s.byGate,
                    assembled.addressOf(s.end)))
        .sorted((s, t) -> Long.compare(s.start(), t.start()))
        .toList();
  }
}
