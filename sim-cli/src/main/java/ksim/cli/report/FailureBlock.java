package ksim.cli.report;

import java.util.Optional;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.FailureSite;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;

/** Says why a design failed, with what a kernel developer needs to find the place. */
final class FailureBlock {
  private static final long PAGE_BYTES = 4096;

  private final Style style;
  private final boolean verbose;

  FailureBlock(Style style, boolean verbose) {
    this.style = style;
    this.verbose = verbose;
  }

  String render(DesignResult design, Scenario scenario) {
    StringBuilder text = new StringBuilder();
    OutcomeKind kind = design.outcome().kind();
    Optional<OutcomeKind> expected =
        Optional.ofNullable(scenario.expectations().get(design.design()))
            .flatMap(Expectation::outcome);
    boolean asExpected = expected.filter(kind::equals).isPresent();
    String heading = design.design() + ": " + kind.id();
    text.append("  ").append(asExpected ? style.strong(heading) : style.bad(heading));
    text.append(asExpected ? " (as expected)" : "").append('\n');
    LabelledLines lines = new LabelledLines(text, style);
    lines.add("", design.outcome().message());
    design.outcome().failure().ifPresent(site -> site(lines, site));
    new WaitLines(lines, verbose).add(design.outcome().waits());
    lines.add("cure", design.outcome().hint());
    return text.toString();
  }

  private void site(LabelledLines lines, FailureSite site) {
    lines.add("thread", site.thread() + " on CPU " + site.cpu());
    lines.add("state", state(site));
    site.site().ifPresent(name -> lines.add("disabled by", name));
    site.outerSite()
        .filter(outer -> !site.site().equals(Optional.of(outer)))
        .ifPresent(outer -> lines.add("outermost", outer + " (a probe belongs before this one)"));
    lines.add("function", site.function());
    lines.add("called from", chain(site));
    lines.add("rip", Units.address(site.rip()) + "  " + site.disassembly());
    lines.add("rsp", Units.address(site.rsp()) + "  " + depth(site, site.rsp()));
    site.address()
        .ifPresent(at -> lines.add("address", Units.address(at) + "  " + depth(site, at)));
    lines.add(
        "stack",
        Units.address(site.stackLow())
            + " to "
            + Units.address(site.stackHigh())
            + ", "
            + Units.bytes(site.stackHigh() - site.stackLow()));
  }

  private static String state(FailureSite site) {
    return "interrupts "
        + (site.interruptsEnabled() ? "enabled (IF=1)" : "disabled (IF=0)")
        + ", preempt depth "
        + site.preemptDepth()
        + (site.preemptDepth() == 0 ? " (preemptable)" : " (not preemptable)");
  }

  private String chain(FailureSite site) {
    var callers = site.callChain();
    int from = !callers.isEmpty() && callers.getFirst().equals(site.function()) ? 1 : 0;
    return LabelledLines.chain(callers, from, verbose);
  }

  /** Where {@code address} lies in the thread's stack. */
  private static String depth(FailureSite site, long address) {
    long below = site.stackHigh() - address;
    if (Long.compareUnsigned(address, site.stackLow()) < 0) {
      return Units.grouped(site.stackLow() - address) + " bytes below the end of the stack";
    }
    if (Long.compareUnsigned(address, site.stackHigh()) > 0) {
      return "not on this stack";
    }
    long page = Math.max(0, below - 1) / PAGE_BYTES + 1;
    return Units.grouped(below) + " bytes below the top, page " + Units.grouped(page);
  }
}
