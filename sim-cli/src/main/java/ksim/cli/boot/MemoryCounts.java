package ksim.cli.boot;

import java.util.SortedMap;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;

/** What a CPU's memory management unit and, at a timing level that has them, its caches counted. */
final class MemoryCounts {
  private MemoryCounts() {}

  static SortedMap<String, Long> of(Machine machine, Cpu cpu) {
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("tlb misses", cpu.mmu.inspection().tlbMisses());
    counts.put("page walks", cpu.mmu.inspection().pageWalks());
    counts.put("page walk loads", cpu.mmu.inspection().walkLoads());
    counts.putAll(machine.timingFigures(cpu.id));
    return counts;
  }
}
