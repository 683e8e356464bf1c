package ksim.core.observe;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;

/** Counts what enters the handlers of each CPU, and how often each goes to sleep. */
public final class EventCounts implements Observer, Persistent {
  private static final int VECTORS = 256;

  private final long[][] exceptions;
  private final long[][] interrupts;
  private final long[] halts;

  /**
   * @param cpus number of CPUs
   */
  public EventCounts(int cpus) {
    exceptions = new long[cpus][VECTORS];
    interrupts = new long[cpus][VECTORS];
    halts = new long[cpus];
  }

  @Override
  public void exceptionDelivered(Cpu cpu, int vector, long rip, long cr2) {
    exceptions[cpu.id][vector]++;
  }

  @Override
  public void interruptDelivered(Cpu cpu, int vector, long rip) {
    interrupts[cpu.id][vector]++;
  }

  @Override
  public void halted(Cpu cpu) {
    halts[cpu.id]++;
  }

  /** How often the handler of each exception was entered, by vector; those that never were not. */
  public SortedMap<Integer, Long> exceptions(int cpu) {
    return nonZero(exceptions[cpu]);
  }

  /** How often the handler of each interrupt was entered, by vector; those that never were not. */
  public SortedMap<Integer, Long> interrupts(int cpu) {
    return nonZero(interrupts[cpu]);
  }

  /** How often a CPU has gone to sleep. */
  public long halts(int cpu) {
    return halts[cpu];
  }

  private static SortedMap<Integer, Long> nonZero(long[] counts) {
    SortedMap<Integer, Long> map = new TreeMap<>();
    for (int vector = 0; vector < counts.length; vector++) {
      if (counts[vector] != 0) {
        map.put(vector, counts[vector]);
      }
    }
    return map;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int cpu = 0; cpu < halts.length; cpu++) {
      SavedArrays.save(out, exceptions[cpu]);
      SavedArrays.save(out, interrupts[cpu]);
    }
    SavedArrays.save(out, halts);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int cpu = 0; cpu < halts.length; cpu++) {
      SavedArrays.restore(in, exceptions[cpu]);
      SavedArrays.restore(in, interrupts[cpu]);
    }
    SavedArrays.restore(in, halts);
  }
}
