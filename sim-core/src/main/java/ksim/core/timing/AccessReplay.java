package ksim.core.timing;

import ksim.core.timing.memory.DataMemory;
import ksim.mmu.AccessLog;

/**
 * Takes logged accesses through the memory that no micro-operation of its own stands for: those of
 * exception delivery, which microcode makes, and those of repeated string operations.
 */
final class AccessReplay {
  /** Binary logarithm of the page size by the level of the entry that maps the page. */
  private static final int[] PAGE_SHIFT = {0, 12, 21, 30};

  private final DataMemory memory;

  AccessReplay(DataMemory memory) {
    this.memory = memory;
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
    int walks = from;
    for (int i = from; i < size; i++) {
      if (log.isWalk(i)) {
        continue;
      }
      now = walks(log, walks, i, now);
      long delay = access(log, i, now, instruction);
      now += log.isWrite(i) ? 0 : delay;
      walks = i + 1;
    }
    return walks(log, walks, size, now);
  }

  /** Makes the walks that entries of a log consist of, and answers when the last is over. */
  long walks(AccessLog log, int from, int to, long cycle) {
    long now = cycle;
    for (int i = from; i < to; ) {
      int end = endOfWalk(log, i);
      now = walk(log, i, end, now);
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

  /** Index behind the last entry of a walk. */
  static int endOfWalk(AccessLog log, int first) {
    int size = log.size();
    int end = first + 1;
    int level = log.walkLevel(first);
    while (end < size
        && log.isWalk(end)
        && log.linear(end) == log.linear(first)
        && (log.isWrite(end) || log.walkLevel(end) < level)) {
      level = log.isWrite(end) ? level : log.walkLevel(end);
      end++;
    }
    return end;
  }

  /** Makes a walk, and answers the cycle in which it is over. */
  long walk(AccessLog log, int first, int end, long cycle) {
    memory.walkBegin(cycle);
    int shift = 0;
    for (int i = first; i < end; i++) {
      if (log.isWrite(i)) {
        memory.walkFlag();
        continue;
      }
      boolean last = i + 1 == end || log.isWrite(i + 1);
      memory.walkEntry(log.walkLevel(i), last, log.physical(i));
      if (log.isLeaf(i)) {
        shift = PAGE_SHIFT[log.walkLevel(i)];
      }
    }
    return memory.walkEnd(log.linear(first), shift, log.isFetchWalk(first));
  }
}
