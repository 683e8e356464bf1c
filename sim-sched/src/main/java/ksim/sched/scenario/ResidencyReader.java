package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.mmu.paging.Pte;
import ksim.sched.scenario.StackResidency.PageState;
import ksim.sched.scenario.StackResidency.Run;
import ksim.sched.view.PageTableView;

/** Reads from the page tables what became of each page of each stack. */
final class ResidencyReader {
  private static final long PAGE = 4096;

  private final PageTableView tables;

  ResidencyReader(PageTableView tables) {
    this.tables = tables;
  }

  /** The stacks as {@code cpu}'s page tables show them now, in the order given. */
  List<StackResidency> read(Cpu cpu, List<LiveStack> stacks) {
    return stacks.stream()
        .map(stack -> new StackResidency(stack.thread(), stack.source(), runs(cpu, stack)))
        .toList();
  }

  private List<Run> runs(Cpu cpu, LiveStack stack) {
    if (stack.source() == StackSource.MALLOC) {
      long pages = (stack.high() - stack.low() + PAGE - 1) / PAGE;
      return List.of(new Run(PageState.RESIDENT, (int) pages));
    }
    List<Run> runs = new ArrayList<>();
    for (long page = stack.high() - PAGE; page >= stack.low(); page -= PAGE) {
      PageState state = state(tables.entry(cpu, page));
      if (!runs.isEmpty() && runs.getLast().state() == state) {
        runs.add(new Run(state, runs.removeLast().pages() + 1));
      } else {
        runs.add(new Run(state, 1));
      }
    }
    return List.copyOf(runs);
  }

  private static PageState state(long entry) {
    if (!Pte.isPresent(entry)) {
      return PageState.ABSENT;
    }
    if ((entry & Pte.DIRTY) != 0) {
      return PageState.USED;
    }
    return (entry & Pte.ACCESSED) != 0 ? PageState.PROBED : PageState.UNTOUCHED;
  }
}
