package ksim.core.timing;

/** How long the execution ports are busy with the uops of a block. */
final class PortPressure {
  private static final int PORTS = 8;
  private static final int LOAD = (1 << 2) | (1 << 3);
  private static final int STORE_ADDRESS = LOAD | (1 << 7);
  private static final int STORE_DATA = 1 << 4;

  /** Number of uops by the set of ports they may go to. */
  private final int[] uops = new int[1 << PORTS];

  void add(Footprint footprint) {
    if (!footprint.isEliminatedByMemory() && !footprint.independent()) {
      for (int ports : footprint.cost().uops()) {
        uops[ports]++;
      }
    }
    if (footprint.loads()) {
      uops[LOAD]++;
    }
    if (footprint.stores()) {
      uops[STORE_ADDRESS]++;
      uops[STORE_DATA]++;
    }
  }

  /** Takes back a uop that is fused with its neighbour. */
  void remove(int ports) {
    uops[ports]--;
  }

  /**
   * The time in quarters of a cycle that the busiest set of ports needs if the uops are spread as
   * well as they can be: for every set, the uops that can go nowhere else.
   */
  long quarterCycles() {
    long longest = 0;
    for (int set = 1; set < 1 << PORTS; set++) {
      int confined = 0;
      for (int ports = set; ports != 0; ports = (ports - 1) & set) {
        confined += uops[ports];
      }
      int width = Integer.bitCount(set);
      longest = Math.max(longest, (4L * confined + width - 1) / width);
    }
    return longest;
  }
}
