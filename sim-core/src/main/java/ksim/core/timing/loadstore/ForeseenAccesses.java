package ksim.core.timing.loadstore;

import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.memory.DataMemory;
import ksim.mmu.AccessLog;

/**
 * What can be told of a block's accesses before it goes through the pipeline. In most blocks all
 * are <em>plain</em>: they hit TLB and first-level cache whenever they come, and a load that has
 * bytes in common with a store under way has all its bytes from that one. Then all that the block
 * does with memory follows from which stores these are, how many stores before: its
 * <em>relations</em>.
 */
public final class ForeseenAccesses {
  private static final int LINE_SHIFT = 6;
  private static final int LINE_BYTES = 1 << LINE_SHIFT;

  /** Stands for a distance where a load must wait for all addresses. */
  private static final int WAITS = 1 << 15;

  /** Bits of a relation in which the distance to the store stands. */
  private static final int DISTANCE_BITS = 16;

  private final StoreBuffer stores;
  private final DataMemory memory;
  private final Disambiguation disambiguation;
  private final boolean renames;
  private int[] relations = new int[64];
  private int count;

  /** Whether a load is near the end of a page. */
  private boolean nearEnd;

  private long[] lines = new long[64];

  ForeseenAccesses(
      CoreDescription core, StoreBuffer stores, DataMemory memory, Disambiguation disambiguation) {
    this.stores = stores;
    this.memory = memory;
    this.disambiguation = disambiguation;
    this.renames = core.parameter("memory-renaming") != 0;
  }

  /**
   * Looks at the accesses of a block that is next; nothing changes.
   *
   * @param plan its plan
   * @param addresses linear addresses of its instructions
   * @param log what it accessed
   * @param cycle none of the accesses comes earlier
   * @param underWay how many of the youngest stores may not be written then
   * @return whether all are plain; {@link #relations} are those of this block then
   */
  public boolean arePlain(
      AccessPlan plan, long[] addresses, AccessLog log, long cycle, int underWay) {
    count = 0;
    nearEnd = false;
    if (plan.size() == 0) {
      return log.size() == 0;
    }
    if (renames || !plan.isMadeInOrder() || !plan.isExactly(log)) {
      return false;
    }
    for (int access = 0; access < plan.size(); access++) {
      long linear = log.linear(access);
      boolean write = plan.isWrite(access);
      if (((int) linear & (LINE_BYTES - 1)) + plan.bytes(access) > LINE_BYTES
          || !memory.hits(linear, log.physical(access), write, cycle)
          || (write
              ? plan.isNonTemporal(access)
              : !isPlainLoad(plan, addresses, log, access, underWay))) {
        return false;
      }
    }
    return true;
  }

  private boolean isPlainLoad(
      AccessPlan plan, long[] addresses, AccessLog log, int access, int underWay) {
    nearEnd |= memory.isNearEnd(log.linear(access));
    if (!disambiguation.mayPass(addresses[plan.instruction(access)])) {
      if (!isShort(addresses) || !plan.isOnlyLoad(access)) {
        return false;
      }
      add(access, WAITS);
    }
    return relate(plan, log, access, underWay);
  }

  /** Whether no two instructions of a block share what is learned from their loads. */
  public static boolean isShort(long[] addresses) {
    return addresses[addresses.length - 1] - addresses[0] < Disambiguation.LOADS;
  }

  /** Finds the store that a load may have to do with; whether it would have all its bytes. */
  private boolean relate(AccessPlan plan, AccessLog log, int access, int underWay) {
    long linear = log.linear(access);
    int bytes = plan.bytes(access);
    int before = plan.storesBefore(access);
    if (before > 0) {
      int store = own(plan, log, access);
      if (store >= 0) {
        add(access, before - plan.storesBefore(store));
        return StoreBuffer.covers(log.linear(store), plan.bytes(store), linear, bytes);
      }
    }
    if (underWay == 0) {
      return true;
    }
    long oldest = stores.last() - underWay;
    for (long store = stores.candidate(linear, bytes);
        store > oldest;
        store = stores.candidateBefore(store, linear, bytes)) {
      if (stores.overlaps(store, linear, bytes)) {
        add(access, (int) (stores.last() - store) + before + 1);
        return stores.isSamePage(store, linear) && stores.covers(store, linear, bytes);
      }
    }
    return true;
  }

  /** The youngest store of the block before a load that it {@link StoreBuffer#overlaps}, or -1. */
  private static int own(AccessPlan plan, AccessLog log, int access) {
    for (int store = access - 1; store >= 0; store--) {
      if (plan.isWrite(store)
          && StoreBuffer.overlaps(
              log.linear(store), plan.bytes(store), log.linear(access), plan.bytes(access))) {
        return store;
      }
    }
    return -1;
  }

  private void add(int access, int distance) {
    if (count == relations.length) {
      relations = Arrays.copyOf(relations, 2 * count);
    }
    relations[count++] = access << DISTANCE_BITS | distance;
  }

  /** The relations of the block looked at last. */
  public int[] relations() {
    return Arrays.copyOf(relations, count);
  }

  /** Whether they are the same as others. */
  public boolean isRelated(int[] others) {
    if (others.length != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (others[i] != relations[i]) {
        return false;
      }
    }
    return true;
  }

  /** How many translations of next pages loads so far have asked for. */
  public long nextPages() {
    return memory.nextPages();
  }

  /**
   * Whether the accesses looked at last can have the effects that they had before: if that loads
   * are near the end of a page does not add to them.
   */
  public boolean canRepeat(AccessPlan plan, AccessLog log, AccessEffects effects) {
    if (!nearEnd) {
      return true;
    }
    int loads = 0;
    for (int access : effects.cached()) {
      if (!plan.isWrite(access)) {
        if (loads == lines.length) {
          lines = Arrays.copyOf(lines, 2 * loads);
        }
        lines[loads++] = log.linear(access) >>> LINE_SHIFT;
      }
    }
    return !memory.needsNextPage(lines, loads);
  }

  /** The accesses happen, as far as stores and memory have to know. */
  void repeat(AccessPlan plan, AccessLog log, AccessEffects effects) {
    for (int access : effects.cached()) {
      if (plan.isWrite(access)) {
        memory.storeHit(log.physical(access));
      } else {
        memory.loadHit(log.linear(access), log.physical(access));
      }
    }
    if (plan.stores() > 0) {
      enterStores(plan, log);
    }
  }

  private void enterStores(AccessPlan plan, AccessLog log) {
    for (int access = 0; access < plan.size(); access++) {
      if (plan.isWrite(access)) {
        stores.enter(log.linear(access), log.physical(access), plan.bytes(access));
      }
    }
  }
}
