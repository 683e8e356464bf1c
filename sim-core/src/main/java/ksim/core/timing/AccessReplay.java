package ksim.core.timing;

import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.LoggedWalks;
import ksim.mmu.AccessLog;

/**
 * Takes logged accesses through the memory that no micro-operation of its own stands for: those of
 * exception delivery, which microcode makes, and those of repeated string operations.
 */
final class AccessReplay {
  private final DataMemory memory;
  private final LoggedWalks walks;

  AccessReplay(DataMemory memory) {
    this.memory = memory;
    this.walks = new LoggedWalks(memory);
  }

  /**
   * Accesses one after the other, each load when the one before has its data: microcode that finds
   * its way through tables. Stores are not waited for.
   *
   * @param from index of the first entry
   * @param cycle cycle in which the first starts
   * @param instruction linear address of the instruction
   * @return cycle in which the last has its data, as far as that is later than first-level hits
   */
  long oneByOne(AccessLog log, int from, long cycle, long instruction) {
    long now = cycle;
    int size = log.size();
    int walked = from;
    for (int i = from; i < size; i++) {
      if (log.isWalk(i)) {
        continue;
      }
      now = walks(log, walked, i, now);
      long delay = access(log, i, now, instruction);
      now += log.isWrite(i) ? 0 : delay;
      walked = i + 1;
    }
    return walks(log, walked, size, now);
  }

  /** Makes the walks that entries of a log consist of, and answers when the last is over. */
  long walks(AccessLog log, int from, int to, long cycle) {
    long now = cycle;
    for (int i = from; i < to; ) {
      int end = LoggedWalks.endOf(log, i);
      now = walks.one(log, i, end, now);
      i = end;
    }
    return now;
  }

  /** Makes one access to data, and answers its delay in cycles. */
  long access(AccessLog log, int index, long cycle, long instruction) {
    if (log.isDevice(index)) {
      return 0;
    }
    long linear = log.linear(index);
    long physical = log.physical(index);
    int bytes = log.bytes(index);
    return log.isWrite(index)
        ? memory.storeDelay(linear, physical, bytes, cycle, instruction)
        : memory.loadDelay(linear, physical, bytes, cycle, instruction);
  }
}
