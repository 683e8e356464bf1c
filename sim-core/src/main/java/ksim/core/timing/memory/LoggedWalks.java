package ksim.core.timing.memory;

import ksim.mmu.AccessLog;

/** Takes the page walks of an access log through the memory of a core. */
public final class LoggedWalks {
  private static final int PAGE_SHIFT = 12;
  private static final int INDEX_BITS = 9;

  private final DataMemory memory;

  /**
   * @param memory the memory of the core that walked
   */
  public LoggedWalks(DataMemory memory) {
    this.memory = memory;
  }

  /**
   * The walks for data that begin at an entry, up to the next access that is none.
   *
   * @param log the log
   * @param from index of the first entry
   * @param cycle cycle in which the first walk starts; each waits for the one before
   * @return cycle in which the access that needed them can start
   */
  public long data(AccessLog log, int from, long cycle) {
    long now = cycle;
    int at = from;
    while (at < log.size() && log.isWalk(at)) {
      int end = endOf(log, at);
      if (!log.isFetchWalk(at)) {
        now = one(log, at, end, now);
      }
      at = end;
    }
    return now;
  }

  /**
   * Index behind the last entry of the walk that begins at an entry: first its loads descend, then
   * the flags that it sets do.
   */
  public static int endOf(AccessLog log, int from) {
    int at = from + 1;
    while (at < log.size()
        && log.isWalk(at)
        && log.walkLevel(at) < log.walkLevel(at - 1)
        && !log.isWrite(at)) {
      at++;
    }
    while (at < log.size() && log.isWalk(at) && log.isWrite(at)) {
      at++;
    }
    return at;
  }

  /**
   * Makes one walk.
   *
   * @param log the log
   * @param from index of its first entry
   * @param end index behind its last
   * @param cycle cycle in which it starts
   * @return cycle in which it is over
   */
  public long one(AccessLog log, int from, int end, long cycle) {
    memory.walkBegin(cycle);
    int pageShift = 0;
    for (int i = from; i < end; i++) {
      if (log.isWrite(i)) {
        memory.walkFlag();
      } else {
        boolean last = i + 1 == end || log.isWrite(i + 1);
        memory.walkEntry(log.walkLevel(i), last, log.physical(i));
        pageShift = log.isLeaf(i) ? PAGE_SHIFT + INDEX_BITS * (log.walkLevel(i) - 1) : 0;
      }
    }
    return memory.walkEnd(log.linear(from), pageShift, log.isFetchWalk(from));
  }
}
