package ksim.cli.report;

import java.util.Optional;
import ksim.cli.diag.Printable;
import ksim.cli.diag.Style;
import ksim.sched.scenario.DesignResult;
import ksim.sched.scenario.Expectation;
import ksim.sched.scenario.FailureSite;
import ksim.sched.scenario.OutcomeKind;
import ksim.sched.scenario.Scenario;

/** Says why a design failed, with what a kernel developer needs to find the place. */
final class FailureBlock {
  private static final long PAGE_BYTES = 4096;
  private static final int CHAIN_SHOWN = 16;
  private static final int NAME_WIDTH = 12;
  private static final int WIDTH = 115;

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
    line(text, "", design.outcome().message());
    design.outcome().failure().ifPresent(site -> site(text, site));
    line(text, "cure", design.outcome().hint());
    return text.toString();
  }

  private void site(StringBuilder text, FailureSite site) {
    line(text, "thread", site.thread() + " on CPU " + site.cpu());
    line(text, "state", state(site));
    site.site().ifPresent(name -> line(text, "disabled by", name));
    site.outerSite()
        .filter(outer -> !site.site().equals(Optional.of(outer)))
        .ifPresent(outer -> line(text, "outermost", outer + " (a probe belongs before this one)"));
    line(text, "function", site.function());
    line(text, "called from", chain(site));
    line(text, "rip", Units.address(site.rip()) + "  " + site.disassembly());
    line(text, "rsp", Units.address(site.rsp()) + "  " + depth(site, site.rsp()));
    site.address()
        .ifPresent(at -> line(text, "address", Units.address(at) + "  " + depth(site, at)));
    line(
        text,
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
    int to = verbose ? callers.size() : Math.min(callers.size(), from + CHAIN_SHOWN);
    String shown = String.join(" < ", callers.subList(from, to));
    return to < callers.size() ? shown + " < ... " + (callers.size() - to) + " more (-v)" : shown;
  }

  /** Where {@code address} lies in the thread's stack. */
  private static String depth(FailureSite site, long address) {
    long below = site.stackHigh() - address;
    if (Long.compareUnsigned(address, site.stackLow()) < 0) {
      return Units.grouped(site.stackLow() - address) + " bytes below the end of the stack";
    }
    if (Long.compareUnsigned(address, site.stackHigh()) > 0) {
      return "above the stack";
    }
    long page = Math.max(0, below - 1) / PAGE_BYTES + 1;
    return Units.grouped(below) + " bytes below the top, page " + Units.grouped(page);
  }

  /** Appends a value behind its name, broken between words where it is long. */
  private void line(StringBuilder text, String name, String value) {
    String label = name;
    int indent = name.isEmpty() ? 0 : NAME_WIDTH;
    for (String part : WordWrap.lines(Printable.of(value), WIDTH - 4 - indent)) {
      String padding = " ".repeat(Math.max(0, indent - label.length()));
      text.append("    ").append(label.isEmpty() ? "" : style.faint(label));
      text.append(padding).append(part).append('\n');
      label = "";
    }
  }
}
