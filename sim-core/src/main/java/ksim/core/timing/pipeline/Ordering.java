package ksim.core.timing.pipeline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.loadstore.LoadStore;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/**
 * What orders micro-operations beyond their sources: fences, locked instructions, and instructions
 * of which only one of a form is under way at a time.
 */
final class Ordering implements Persistent, RelativeState {
  private final LoadStore loadStore;
  private long storesDone;
  private long loadBarrier;
  private long storeBarrier;

  /**
   * Cycles that pass between two instructions that issue alone, beside what they wait for: from
   * issue to start, to retirement, and to the issue of the next one.
   */
  private final int betweenAlone;

  /** Start of the first micro-operation of the instruction under way. */
  private long begun;

  /**
   * For locked instructions, and for each form that does not issue alone, the first cycle in which
   * another one may start.
   */
  private final long[] free;

  /** The latest of these cycles. */
  private long latestFree;

  /**
   * @param forms number of the forms with a throughput
   */
  Ordering(CoreDescription core, LoadStore loadStore, int forms) {
    this.free = new long[1 + forms];
    this.betweenAlone = core.parameter("issue-to-start") + 2;
    this.loadStore = loadStore;
  }

  /**
   * The first cycle in which a micro-operation of such an instruction may start.
   *
   * @param isFirst whether it is the instruction's first
   */
  long earliest(InstructionRules rules, boolean isFirst) {
    // One that issues alone comes after all that its predecessor has held back.
    boolean limited = rules.throughputCycles() != 0 && isFirst && !rules.alone();
    long cycle = limited ? free[rules.form()] : 0;
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

  /** Whether a barrier may hold what could start in a cycle. */
  boolean holds(long cycle) {
    return Math.max(loadBarrier, storeBarrier) > cycle;
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
   * A micro-operation of such an instruction has started. The throughput of instructions that issue
   * alone is what passes between two of them in a row: it is the last micro-operation that is held
   * back, for less by what passes anyway.
   *
   * @param isFirst whether it is the instruction's first
   * @param isLast whether it is the instruction's last
   * @param done cycle in which it has executed
   * @return the same, no earlier than its instruction lets others of its form start
   */
  long started(InstructionRules rules, boolean isFirst, boolean isLast, long start, long done) {
    long end = done;
    if (rules.throughputCycles() != 0) {
      begun = isFirst ? start : begun;
      long next = begun + rules.throughputCycles() - (rules.alone() ? betweenAlone : 0);
      if (!rules.alone()) {
        free[rules.form()] = next;
        latestFree = Math.max(latestFree, next);
      }
      if (rules.alone() ? isLast : isFirst) {
        end = Math.max(end, next);
      }
    }
    if (rules.waitsForLoads()) {
      loadBarrier = Math.max(loadBarrier, end);
    }
    if (rules.waitsForStores()) {
      storeBarrier = Math.max(storeBarrier, end);
    }
    return end;
  }

  /** What it knows of the instruction under way is over when a block is. */
  @Override
  public void describe(StateWriter out) {
    out.cycle(storesDone);
    out.cycle(loadBarrier);
    out.cycle(storeBarrier);
    out.cycle(latestFree);
    if (latestFree > out.base()) {
      for (long cycle : free) {
        out.cycle(cycle);
      }
    }
  }

  @Override
  public void adopt(StateReader in) {
    storesDone = in.cycle();
    loadBarrier = in.cycle();
    storeBarrier = in.cycle();
    latestFree = in.cycle();
    begun = 0;
    Arrays.fill(free, 0);
    if (latestFree > in.base()) {
      Arrays.setAll(free, form -> in.cycle());
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, free);
    out.writeLong(latestFree);
    out.writeLong(begun);
    out.writeLong(storesDone);
    out.writeLong(loadBarrier);
    out.writeLong(storeBarrier);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, free);
    latestFree = in.readLong();
    begun = in.readLong();
    storesDone = in.readLong();
    loadBarrier = in.readLong();
    storeBarrier = in.readLong();
  }
}
