package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.AccessLog;
import ksim.mmu.Persistent;

/**
 * Which entries of an access log belong to which access of a block's instructions.
 *
 * <p>An access takes entries of its kind until its width is covered: one, or several where it
 * crosses a page border or is wider than 8 bytes. What instructions whose accesses vary do beyond
 * their plan takes entries until what is left is what the rest of the block needs. Where plan and
 * log disagree the access stays without an entry, which is counted; nothing fails.
 */
final class BlockAccesses implements Persistent {
  /** The access has no entry. */
  static final int NONE = -1;

  private static final int WALKS = 1;
  private static final int CROSSES = 2;
  private static final int DEVICE = 4;
  private static final int OFFSET_MASK = 4095;

  private int[] first = new int[64];
  private int[] parts = new int[64];

  /** The first entry of the walks that an access needed, or {@link #NONE}. */
  private int[] walks = new int[64];

  /** What is special about an access: any of {@link #WALKS}, {@link #CROSSES}, {@link #DEVICE}. */
  private int[] special = new int[64];

  /**
   * Whether the entries are the accesses, one by one and nothing special, as in most blocks: then
   * the arrays say nothing.
   */
  private boolean exact;

  /** Entries that belong to no access, in order. */
  private int[] others = new int[64];

  private int otherCount;

  private int next;

  /** The first entry that no executed instruction has made. */
  private int consumed;

  private long mismatches;

  /**
   * Finds the entries of the first instructions of a block.
   *
   * @param instructions number of instructions that were executed: all, or those before a fault
   */
  void attribute(AccessPlan plan, AccessLog log, int instructions) {
    exact = instructions == plan.instructions() && plan.isExactly(log);
    if (exact) {
      otherCount = 0;
      consumed = plan.size();
    } else {
      search(plan, log, instructions);
    }
  }

  private void search(AccessPlan plan, AccessLog log, int instructions) {
    if (first.length < plan.size()) {
      first = new int[2 * plan.size()];
      parts = new int[2 * plan.size()];
      walks = new int[2 * plan.size()];
      special = new int[2 * plan.size()];
    }
    next = 0;
    otherCount = 0;
    for (int i = 0; i < instructions; i++) {
      int end = plan.access(i + 1, 0);
      for (int access = plan.access(i, 0); access < end; access++) {
        if (plan.isWriteBack(access) && isMissing(access, log)) {
          first[access] = first[access - 1];
          parts[access] = parts[access - 1];
          special[access] = special[access - 1] & ~WALKS;
          continue;
        }
        int count = plan.bytes(access) <= Long.BYTES ? 1 : 2;
        if (log.hasShape(next, plan.shape(access)) && (count == 1 || isPair(plan, access, log))) {
          first[access] = next;
          parts[access] = count;
          special[access] = 0;
          next += count;
        } else {
          find(plan, access, log);
        }
      }
      if (plan.varies(i)) {
        takeOthers(log, plan.bytesFrom(i + 1));
      }
    }
    consumed = next;
    boolean complete = instructions == plan.instructions();
    while (next < log.size()) {
      if (complete) {
        mismatches += log.isOperand(next) ? 1 : 0;
        addOther(next);
      }
      next++;
    }
  }

  /** Whether the next entry is not a write to where the access before reads. */
  private boolean isMissing(int access, AccessLog log) {
    return first[access - 1] != NONE
        && (next == log.size()
            || !log.isWrite(next)
            || log.linear(next) != log.linear(first[access - 1]));
  }

  /** Whether the next two entries are an access of 16 bytes in one page. */
  private boolean isPair(AccessPlan plan, int access, AccessLog log) {
    return plan.bytes(access) == 2 * Long.BYTES
        && log.hasShape(next + 1, plan.shape(access))
        && ((int) log.linear(next + 1) & OFFSET_MASK) != 0;
  }

  private void find(AccessPlan plan, int access, AccessLog log) {
    int at = next;
    int walk = NONE;
    while (at < log.size() && !log.isOperand(at)) {
      if (walk == NONE && log.isWalk(at) && !log.isFetchWalk(at)) {
        walk = at;
      }
      at++;
    }
    int start = at;
    int kind = walk == NONE ? 0 : WALKS;
    int missing = plan.bytes(access);
    while (missing > 0 && at < log.size() && isPart(plan, access, log, at, missing)) {
      missing -= log.bytes(at);
      kind |= log.isDevice(at) ? DEVICE : 0;
      kind |= at > start && ((int) log.linear(at) & OFFSET_MASK) == 0 ? CROSSES : 0;
      at++;
    }
    if (missing != 0) {
      first[access] = NONE;
      parts[access] = 0;
      special[access] = 0;
      mismatches++;
      return;
    }
    for (int i = next; i < start; i++) {
      if (!log.isWalk(i)) {
        addOther(i);
      }
    }
    first[access] = start;
    parts[access] = at - start;
    walks[access] = walk;
    special[access] = kind;
    next = at;
  }

  private static boolean isPart(
      AccessPlan plan, int access, AccessLog log, int index, int missing) {
    return log.isOperand(index)
        && log.isWrite(index) == plan.isWrite(access)
        && log.bytes(index) <= missing;
  }

  /** Takes entries that an instruction makes beyond its plan, and leaves so many bytes. */
  private void takeOthers(AccessLog log, int leftForOthers) {
    int left = 0;
    for (int i = next; i < log.size(); i++) {
      left += log.isOperand(i) ? log.bytes(i) : 0;
    }
    while (next < log.size() && left > leftForOthers) {
      left -= log.isOperand(next) ? log.bytes(next) : 0;
      addOther(next++);
    }
  }

  private void addOther(int entry) {
    if (otherCount == others.length) {
      others = Arrays.copyOf(others, 2 * otherCount);
    }
    others[otherCount++] = entry;
  }

  /** The first entry of an access, or {@link #NONE}. */
  int first(int access) {
    return exact ? access : first[access];
  }

  /** Number of entries of an access. */
  int parts(int access) {
    return exact ? 1 : parts[access];
  }

  /** Whether an access lies in one page of RAM and needed no walk. */
  boolean isPlain(int access) {
    return exact || special[access] == 0;
  }

  /** Whether the parts of an access lie in two pages. */
  boolean crossesPage(int access) {
    return !exact && (special[access] & CROSSES) != 0;
  }

  /** The first of the entries of page walks that an access needed, or {@link #NONE}. */
  int walks(int access) {
    return isPlain(access) ? NONE : walks[access];
  }

  /** Index of the first entry that no executed instruction has made. */
  int consumed() {
    return consumed;
  }

  /** Number of entries that belong to no access. */
  int others() {
    return otherCount;
  }

  /** One of the entries that belong to no access. */
  int other(int index) {
    return others[index];
  }

  /** How many accesses had no entry, and entries no access, since this was made. */
  long mismatches() {
    return mismatches;
  }

  /** What belongs to one block is gone when the next one runs. */
  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(mismatches);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    mismatches = in.readLong();
  }
}
