package ksim.mmu;

import java.util.List;
import ksim.mmu.memory.CodePageListener;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Privilege;
import ksim.mmu.tlb.FastTlb;

/** The fast TLBs of one CPU: for each privilege one for reads, one for writes, one for fetches. */
final class FastTlbs implements CodePageListener {
  /**
   * The fast TLBs that accesses at one privilege use.
   *
   * @param aligned whether the alignment of data accesses is checked
   */
  record View(
      Privilege privilege, FastTlb reads, FastTlb writes, FastTlb fetches, boolean aligned) {}

  final View supervisor;
  final View user;

  /** Used instead of {@link #supervisor} while EFLAGS.AC lifts SMAP. */
  final View supervisorWithAc;

  /**
   * Used instead of {@link #user} while alignment is checked: its fast TLBs for data hold nothing,
   * so that every access is looked at.
   */
  final View userAligned;

  private final List<FastTlb> all;
  private final List<FastTlb> data;

  FastTlbs(boolean enabled) {
    supervisor = view(Privilege.SUPERVISOR, enabled, new FastTlb(enabled));
    user = view(Privilege.USER, enabled, new FastTlb(enabled));
    supervisorWithAc = view(Privilege.SUPERVISOR_WITH_AC, enabled, supervisor.fetches());
    userAligned =
        new View(Privilege.USER, new FastTlb(false), new FastTlb(false), user.fetches(), true);
    data =
        List.of(
            supervisor.reads(),
            supervisor.writes(),
            user.reads(),
            user.writes(),
            supervisorWithAc.reads(),
            supervisorWithAc.writes());
    all =
        List.of(
            supervisor.reads(),
            supervisor.writes(),
            supervisor.fetches(),
            user.reads(),
            user.writes(),
            user.fetches(),
            supervisorWithAc.reads(),
            supervisorWithAc.writes());
  }

  void clear() {
    for (FastTlb tlb : all) {
      tlb.clear();
    }
  }

  void clearData() {
    for (FastTlb tlb : data) {
      tlb.clear();
    }
  }

  void drop(long linear, long bytes) {
    for (FastTlb tlb : all) {
      tlb.drop(linear, bytes);
    }
  }

  void setRecorded(boolean on) {
    for (FastTlb tlb : data) {
      tlb.setRecorded(on);
    }
  }

  /** Nothing to do: it is the CPUs' block caches that stores into code are of interest to. */
  @Override
  public void stored(long physical, int bytes) {}

  /** Keeps stores into a frame off the fast path from now on. */
  @Override
  public void added(long frame) {
    long physical = frame << PhysicalMemory.FRAME_SHIFT;
    supervisor.writes().markCode(physical);
    user.writes().markCode(physical);
    supervisorWithAc.writes().markCode(physical);
  }

  private static View view(Privilege privilege, boolean enabled, FastTlb fetches) {
    return new View(privilege, new FastTlb(enabled), new FastTlb(enabled), fetches, false);
  }
}
