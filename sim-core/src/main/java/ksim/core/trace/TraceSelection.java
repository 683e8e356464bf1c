package ksim.core.trace;

import java.util.List;
import java.util.Set;
import ksim.core.cpu.Cpu;

/**
 * Kinds to be traced, each in the same part of a run.
 *
 * @param kinds the kinds
 * @param range the part
 */
public record TraceSelection(Set<TraceKind> kinds, TraceRange range) {
  /** Copies the kinds. */
  public TraceSelection {
    kinds = Set.copyOf(kinds);
  }

  /** The selections that a kind at an address can be in. */
  static List<TraceSelection> of(List<TraceSelection> all, TraceKind kind, long address) {
    return all.stream()
        .filter(selection -> selection.kinds.contains(kind))
        .filter(selection -> selection.range.addresses().contains(address))
        .toList();
  }

  /** Whether a CPU is in the range of one of them, so many instructions further. */
  static boolean contain(List<TraceSelection> selections, Cpu cpu, int further) {
    for (TraceSelection selection : selections) {
      if (selection.range.contains(cpu, further)) {
        return true;
      }
    }
    return false;
  }
}
