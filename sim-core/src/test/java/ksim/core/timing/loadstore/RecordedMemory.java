package ksim.core.timing.loadstore;

import ksim.mmu.AccessLog;
import ksim.mmu.Mmu;
import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.Pte;
import ksim.mmu.tlb.TlbGeometry;

/** Memory in long mode whose accesses are recorded. */
final class RecordedMemory {
  /** Linear address of page 0. */
  static final long PAGES = 0x4000_0000L;

  private static final long PDPT = 0x2000;
  private static final long PD = 0x3000;
  private static final long PT = 0x4000;
  private static final long FRAMES = 0x10_0000;

  final AccessLog log = AccessLog.withWalks();
  final Mmu mmu;
  private final PhysicalMemory memory = new PhysicalMemory(4L << 20);

  RecordedMemory() {
    mmu = new Mmu(new PhysicalBus(memory), new CodePages(), TlbGeometry.skylake());
    long flags = Pte.PRESENT | Pte.WRITABLE | Pte.USER;
    memory.write(0x1000, 8, PDPT | flags);
    memory.write(PDPT + 8, 8, PD | flags);
    memory.write(PD, 8, PT | flags);
    for (int page = 0; page < 512; page++) {
      map(page, page & 15);
    }
    mmu.setControl(1L << 31 | 1L << 16 | 1, 1L << 5, 1L << 8 | 1L << 10);
    mmu.loadCr3(0x1000);
  }

  /** Maps a page to a frame; by default it is frame {@code page & 15}. */
  void map(int page, int frame) {
    long flags = Pte.PRESENT | Pte.WRITABLE | Pte.USER | Pte.ACCESSED | Pte.DIRTY;
    memory.write(PT + 8L * page, 8, FRAMES + 4096L * frame | flags);
  }

  /** Starts recording, with the first pages in the TLB. */
  void record() {
    for (int page = 0; page < 32; page++) {
      mmu.write8(PAGES + 4096L * page, 0);
    }
    mmu.recordAccesses(log);
  }
}
