package ksim.sched.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import ksim.sched.scenario.StackSource;

/**
 * Settings that combine with the lazily populated designs.
 *
 * @param probePages pages that a probe touches at 4096-byte strides, at least 1; {@code pages} in
 *     scenario files
 * @param faultAroundPages pages below the faulting one that a stack fault also populates; {@code
 *     fault-around}
 * @param threadStartProbe whether the parent touches the top page before the thread starts; {@code
 *     thread-start-probe}
 * @param kernelStacks where kernel threads' stacks come from in place of the allocator: {@code
 *     MMAP} maps them lazily as well; {@code kernel-stacks}
 */
public record Modifiers(
    int probePages, int faultAroundPages, boolean threadStartProbe, StackSource kernelStacks) {
  /**
   * One probed page, no fault-around, the top page touched in the parent, kernel stacks from the
   * allocator.
   */
  public static final Modifiers DEFAULT = new Modifiers(1, 0, true, StackSource.MALLOC);

  /**
   * The settings that differ from their defaults, in the words of scenario files: {@code
   * (pages=2,fault-around=4)}; empty where none does.
   */
  public String suffix() {
    List<String> settings = new ArrayList<>();
    if (probePages != DEFAULT.probePages) {
      settings.add("pages=" + probePages);
    }
    if (faultAroundPages != DEFAULT.faultAroundPages) {
      settings.add("fault-around=" + faultAroundPages);
    }
    if (threadStartProbe != DEFAULT.threadStartProbe) {
      settings.add("thread-start-probe=" + (threadStartProbe ? "on" : "off"));
    }
    if (kernelStacks != DEFAULT.kernelStacks) {
      settings.add("kernel-stacks=" + kernelStacks.name().toLowerCase(Locale.ROOT));
    }
    return settings.isEmpty() ? "" : "(" + String.join(",", settings) + ")";
  }
}
