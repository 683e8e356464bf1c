package ksim.sched.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import ksim.core.cpu.Cpu;
import ksim.sched.audit.Site;
import ksim.sched.kernel.KernelFunction;
import ksim.sched.scenario.ThreadRecord.OpenSection;

/**
 * Follows the atomic sections of every thread: how often each is entered, how deep the stack is
 * used while it is open, and how long it stays open. Told where threads pass; reads nothing of the
 * guest but registers.
 */
final class SectionMeter {
  /** Deeper than any stack: such a difference means that the stack was changed. */
  private static final long ANOTHER_STACK = 16 << 20;

  private final Map<String, Totals> bySite = new TreeMap<>();

  private static final class Totals {
    private final Site site;
    private long entered;
    private long maxDepthBytes;
    private long maxCycles;

    Totals(Site site) {
      this.site = site;
    }
  }

  /** A thread has been created: it starts inside the section of {@code site}. */
  void born(ThreadRecord thread, Site site, long stackHigh, long cycles) {
    thread.open.push(new OpenSection(site, stackHigh, cycles, thread.segmentLow));
    thread.counterBase--; // its counter starts at one for this section
    totals(site).entered++;
  }

  /** A thread is about to disable what the site disables. */
  void entered(ThreadRecord thread, Site site, Cpu cpu) {
    thread.open.push(new OpenSection(site, cpu.gpr[Cpu.RSP], cpu.cycles, thread.segmentLow));
    totals(site).entered++;
  }

  /**
   * A thread has enabled again what the site disabled; a site that was entered through a gate may
   * not be open.
   *
   * @return the section that has ended; none where it was not open
   */
  List<OpenSection> left(ThreadRecord thread, Site site, Cpu cpu) {
    if (thread.open.isEmpty() || thread.open.getFirst().site.start() != site.start()) {
      return List.of();
    }
    OpenSection section = thread.open.pop();
    Totals totals = totals(site);
    totals.maxDepthBytes = Math.max(totals.maxDepthBytes, section.depthBytes);
    long open = section.endCycles(cpu.cycles) - section.startCycles;
    totals.maxCycles = Math.max(totals.maxCycles, open);
    return List.of(section);
  }

  /** A thread executes the first instruction of a function. */
  void called(ThreadRecord thread, KernelFunction function, Cpu cpu) {
    if (thread.open.isEmpty() || !thread.onOwnStack()) {
      return;
    }
    long lowest = cpu.gpr[Cpu.RSP] - function.frameBytes();
    for (OpenSection section : thread.open) {
      long depth = section.entryRsp - lowest;
      if (section.sameStack(cpu.gpr[Cpu.RSP])
          && depth > section.depthBytes
          && depth < ANOTHER_STACK) {
        section.depthBytes = depth;
      }
    }
  }

  /** The run has ended; sections that threads are still in count as deep as they got. */
  void end(Iterable<ThreadRecord> threads) {
    for (ThreadRecord thread : threads) {
      for (OpenSection section : thread.open) {
        Totals totals = totals(section.site);
        totals.maxDepthBytes = Math.max(totals.maxDepthBytes, section.depthBytes);
      }
    }
  }

  private Totals totals(Site site) {
    return bySite.computeIfAbsent(site.name(), name -> new Totals(site));
  }

  /** The sections that were entered, by name. */
  List<SectionUse> result() {
    List<SectionUse> uses = new ArrayList<>();
    bySite.forEach(
        (name, totals) ->
            uses.add(
                new SectionUse(
                    name,
                    totals.site.function(),
                    totals.site.kind(),
                    totals.site.rule(),
                    totals.entered,
                    totals.maxDepthBytes,
                    totals.maxCycles)));
    return List.copyOf(uses);
  }
}
