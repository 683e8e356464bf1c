package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.loadstore.LoadStore;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * What orders micro-operations beyond their sources: fences, locked instructions, and instructions
 * of which only one of a form is under way at a time.
 */
final class Ordering implements Persistent {
  /**
   * Cycles from the end of a locked instruction until its store is written: part of the time that
   * lies between two of them.
   */
  private static final int RETIRE_AND_WRITE = 2;

  private final LoadStore loadStore;
  private long storesDone;
  private long loadBarrier;
  private long storeBarrier;

  /** For each form the first cycle in which another one may start. */
  private final long[] free = new long[InstructionRules.FORMS];

  Ordering(LoadStore loadStore) {
    this.loadStore = loadStore;
  }

  /** The first cycle in which a micro-operation of such an instruction may start. */
  long earliest(InstructionRules rules) {
    long cycle = rules.throughputCycles() == 0 ? 0 : free[rules.form()];
    if (rules.waitsForLoads()) {
      cycle = Math.max(cycle, loadStore.loadsDone());
    }
    if (rules.waitsForStores()) {
      // A store fence only keeps stores in order; a full one waits until they are in the cache.
      long stores = rules.waitsForLoads() ? loadStore.storesWritten() : storesDone;
      cycle = Math.max(cycle, stores);
    }
    return cycle;
  }

  /** The first cycle in which a load may start. */
  long loadBarrier() {
    return loadBarrier;
  }

  /** The first cycle in which a store may start. */
  long storeBarrier() {
    return storeBarrier;
  }

  /** A part of a store has executed in a cycle. */
  void stored(long done) {
    storesDone = Math.max(storesDone, done);
  }

  /**
   * A micro-operation of such an instruction has started.
   *
   * @param isFirst whether it is the instruction's first
   * @param done cycle in which it has executed
   * @return the same, no earlier than its instruction lets others of its form start
   */
  long started(InstructionRules rules, boolean isFirst, long start, long done) {
    long end = done;
    if (rules.throughputCycles() != 0 && isFirst) {
      int after = rules.locked() ? RETIRE_AND_WRITE : 0;
      end = Math.max(end, start + rules.throughputCycles() - after);
      free[rules.form()] = start + rules.throughputCycles();
    }
    if (rules.waitsForLoads()) {
      loadBarrier = Math.max(loadBarrier, end);
    }
    if (rules.waitsForStores()) {
      storeBarrier = Math.max(storeBarrier, end);
    }
    return end;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, free);
    out.writeLong(storesDone);
    out.writeLong(loadBarrier);
    out.writeLong(storeBarrier);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, free);
    storesDone = in.readLong();
    loadBarrier = in.readLong();
    storeBarrier = in.readLong();
  }
}
