package ksim.mmu;

import java.util.OptionalLong;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.paging.PageTableDump;
import ksim.mmu.paging.PageWalkTrace;

/** What can be seen of a CPU's translations from outside; looking changes nothing. */
public final class TranslationInspection {
  private final PhysicalBus bus;
  private final Translator translator;

  TranslationInspection(PhysicalBus bus, Translator translator) {
    this.bus = bus;
    this.translator = translator;
  }

  /**
   * The physical address behind a linear one by the TLB as it is now, be it stale or not.
   *
   * @return empty if the TLB holds no translation for it
   */
  public OptionalLong cached(long linear) {
    return translator.cached(linear);
  }

  /** What the current page tables map, for a person to read. */
  public PageTableDump dumpPageTables() {
    return PageTableDump.of(bus, translator.cr3(), translator.control());
  }

  /** What a walk of the current page tables finds for an address. */
  public PageWalkTrace traceWalk(long linear) {
    return PageWalkTrace.of(bus, translator.cr3(), linear, translator.control());
  }

  /** Number of accesses so far that the modelled TLB held no translation for. */
  public long tlbMisses() {
    return translator.misses();
  }

  /** Number of page walks so far: for misses, and to set dirty flags or to confirm a fault. */
  public long pageWalks() {
    return translator.walks();
  }

  /** Number of paging-structure entries read by page walks so far. */
  public long walkLoads() {
    return translator.walkLoads();
  }
}
