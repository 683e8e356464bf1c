package ksim.core.timing;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.uops.MicroOp;

/** How long the execution ports and the divider are busy with the micro-operations of a block. */
final class PortPressure {
  private static final long QUARTERS = MachineTiming.QUARTERS_PER_CYCLE;

  /** Distinct sets of ports, and how many micro-operations may go to just these. */
  private final List<Integer> sets = new ArrayList<>();

  private final List<Integer> counts = new ArrayList<>();
  private long dividerCycles;

  void add(MicroOp uop) {
    dividerCycles += uop.dividerCycles();
    if (uop.ports() == 0) {
      return;
    }
    int known = sets.indexOf(uop.ports());
    if (known < 0) {
      sets.add(uop.ports());
      counts.add(1);
    } else {
      counts.set(known, counts.get(known) + 1);
    }
  }

  /**
   * The time in quarters of a cycle that the busiest ports need if the micro-operations are spread
   * as well as they can be: for every union of sets, those that can go nowhere else.
   */
  long quarterCycles() {
    List<Integer> unions = new ArrayList<>();
    for (int set : sets) {
      for (int i = unions.size() - 1; i >= 0; i--) {
        addOnce(unions, unions.get(i) | set);
      }
      addOnce(unions, set);
    }
    long longest = QUARTERS * dividerCycles;
    for (int union : unions) {
      int confined = 0;
      for (int i = 0; i < sets.size(); i++) {
        confined += (sets.get(i) & ~union) == 0 ? counts.get(i) : 0;
      }
      int width = Integer.bitCount(union);
      longest = Math.max(longest, (QUARTERS * confined + width - 1) / width);
    }
    return longest;
  }

  private static void addOnce(List<Integer> unions, int union) {
    if (!unions.contains(union)) {
      unions.add(union);
    }
  }
}
