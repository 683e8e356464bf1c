package ksim.core.timing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.LoggedWalks;
import ksim.mmu.AccessLog;
import ksim.mmu.Persistent;

/**
 * Repeated string operations: microcode that runs as long as there are elements. Moves and stores
 * go on at so many bytes a cycle, comparisons and loads at so many cycles an element; accesses that
 * miss overlap as far as fill buffers allow. The microcode starts when what stands before it in its
 * block has retired (model: its branches are not predicted). It is executed in parts, between which
 * interrupts are taken, but it starts up once, and it waits for its accesses once, at the end.
 */
final class RepeatedStrings implements Persistent {
  private final AccessReplay replay;
  private final LoggedWalks walks;
  private final int startupCycles;
  private final int bytesPerCycle;
  private final int elementCycles;

  /** By how much the microcode runs ahead of its accesses. */
  private final int aheadCycles;

  /** When the accesses of all parts so far are done. */
  private long accessesDone;

  RepeatedStrings(CoreDescription core, DataMemory memory) {
    this.replay = new AccessReplay(memory);
    this.walks = new LoggedWalks(memory);
    this.startupCycles = core.parameter("rep-startup");
    this.bytesPerCycle = core.parameter("rep-bytes-per-cycle");
    this.elementCycles = core.parameter("rep-compare");
    this.aheadCycles = core.parameter("memory-latency");
  }

  /**
   * Runs the last instruction of a block.
   *
   * @param log accesses of the whole block
   * @param bytesBefore number of bytes that the instructions before it have accessed
   * @param moves whether it moves or stores, rather than compares or loads
   * @param goesOn whether it has elements left, and comes again
   * @param cycle cycle in which it starts
   * @param instruction its linear address
   * @return cycle in which it ends
   */
  long run(
      AccessLog log, int bytesBefore, boolean moves, boolean goesOn, long cycle, long instruction) {
    long start = cycle + (goesOn ? 0 : startupCycles);
    long skipped = 0;
    long bytes = 0;
    long elements = 0;
    int size = log.size();
    for (int i = 0; i < size; i++) {
      long now = start + work(moves, bytes, elements);
      if (log.isWalk(i)) {
        int endOfWalk = LoggedWalks.endOf(log, i);
        if (skipped >= bytesBefore) {
          finish(walks.one(log, i, endOfWalk, now));
        }
        i = endOfWalk - 1;
      } else if (skipped < bytesBefore) {
        skipped += log.bytes(i);
      } else {
        finish(now + replay.access(log, i, now, instruction));
        bytes += log.isWrite(i) ? log.bytes(i) : 0;
        elements++;
      }
    }
    long end = start + work(moves, bytes, elements);
    return Math.max(end, goesOn ? accessesDone - aheadCycles : accessesDone);
  }

  private long work(boolean moves, long bytes, long elements) {
    return moves ? bytes / bytesPerCycle : elements * elementCycles;
  }

  private void finish(long cycle) {
    accessesDone = Math.max(accessesDone, cycle);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeLong(accessesDone);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    accessesDone = in.readLong();
  }
}
