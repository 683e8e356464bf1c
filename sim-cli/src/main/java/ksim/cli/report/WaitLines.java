package ksim.cli.report;

import java.util.List;
import ksim.sched.scenario.LockWait;

/** Says who waits for what, who holds it, and where both are. */
final class WaitLines {
  private static final int WAITS_SHOWN = 8;

  private final LabelledLines lines;
  private final boolean verbose;

  WaitLines(LabelledLines lines, boolean verbose) {
    this.lines = lines;
    this.verbose = verbose;
  }

  void add(List<LockWait> waits) {
    int shown = verbose ? waits.size() : Math.min(waits.size(), WAITS_SHOWN);
    waits.subList(0, shown).forEach(this::add);
    if (shown < waits.size()) {
      lines.add("", "... " + Units.grouped(waits.size() - shown) + " more threads wait (-v)");
    }
  }

  private void add(LockWait wait) {
    lines.add("waits", wait.waiter() + " for " + wait.object() + mode(wait.waiterMode()));
    chain("  in", wait.waiterChain());
    if (wait.holder().isEmpty()) {
      lines.add("held by", "nobody");
      return;
    }
    boolean itself = wait.holder().equals(wait.waiter());
    String holder = itself ? wait.holder() + " itself" : wait.holder();
    lines.add("held by", holder + mode(wait.holderMode()));
    chain("  in", wait.holderChain());
  }

  private void chain(String name, List<String> functions) {
    if (!functions.isEmpty()) {
      lines.add(name, LabelledLines.chain(functions, 0, verbose));
    }
  }

  private static String mode(String mode) {
    return mode.isEmpty() ? "" : ", " + mode;
  }
}
