package ksim.mmu;

import static ksim.mmu.TestMachine.CR0;
import static ksim.mmu.TestMachine.CR4;
import static ksim.mmu.TestMachine.EFER;
import static ksim.mmu.TestTables.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;
import ksim.mmu.tlb.TlbGeometry;
import org.junit.jupiter.api.Test;

/** When translations are remembered, and what makes the MMU forget them. */
class MmuTranslationTest {
  private static final long A = 0x2000_0000_0000L;
  private static final long OLD = 0x20_0000;
  private static final long NEW = 0x21_0000;

  private final TestMachine machine = new TestMachine();
  private final TestTables tables = machine.tables;
  private final Mmu mmu = machine.mmu;

  private void mapWithContents(long linear, long physical, long flags) {
    tables.map(machine.root, linear, physical, flags);
    machine.memory.write(physical, 8, physical);
  }

  private void remapToNew(long linear, long flags) {
    mapWithContents(linear, NEW, flags);
  }

  private static PageFault fault(Runnable access) {
    return catchThrowableOfType(PageFault.class, access::run);
  }

  @Test
  void staleTranslationStaysUntilInvlpg() {
    mapWithContents(A, OLD, ALL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    assertThat(machine.otherMmu.read64(A)).as("another CPU has its own TLB").isEqualTo(NEW);
    mmu.invalidate(A + 123);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
  }

  @Test
  void cachedSaysWhatTheTlbHoldsAndChangesNothing() {
    mapWithContents(A, OLD, ALL);
    assertThat(mmu.inspection().cached(A)).as("not accessed yet").isEmpty();
    assertThat(mmu.inspection().tlbMisses()).isZero();
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    assertThat(mmu.inspection().cached(A + 5)).hasValue(OLD + 5);
    assertThat(mmu.peek(A + 5)).hasValue(NEW + 5);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    mmu.invalidate(A);
    assertThat(mmu.inspection().cached(A)).isEmpty();
    assertThat(mmu.inspection().cached(0x8000_0000_0000_0000L)).as("not canonical").isEmpty();
  }

  @Test
  void invlpgReachesThisCpuOnly() {
    mapWithContents(A, OLD, ALL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    assertThat(machine.otherMmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    mmu.invalidate(A);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
    assertThat(machine.otherMmu.read64(A)).isEqualTo(OLD);
  }

  @Test
  void staleTranslationOfUnmappedPageStaysUsable() {
    mapWithContents(A, OLD, ALL);
    mmu.write64(A, 5);
    tables.map(machine.root, A, 0, 0);
    mmu.write64(A + 8, 6);
    assertThat(machine.memory.read(OLD + 8, 8)).isEqualTo(6);
    mmu.loadCr3(machine.root);
    assertThat(fault(() -> mmu.read64(A)).errorCode()).isZero();
  }

  @Test
  void globalTranslationSurvivesCr3LoadButNotFlushOrInvlpg() {
    mapWithContents(A, OLD, ALL | Pte.GLOBAL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL | Pte.GLOBAL);
    mmu.loadCr3(machine.root);
    mmu.flushNonGlobal();
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    mmu.invalidate(A);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
    mapWithContents(A, OLD, ALL | Pte.GLOBAL);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
    mmu.flushAll();
    assertThat(mmu.read64(A)).isEqualTo(OLD);
  }

  @Test
  void globalFlagMeansNothingWithoutPge() {
    mmu.setControl(CR0, CR4 & ~TestMachine.CR4_PGE, EFER);
    mapWithContents(A, OLD, ALL | Pte.GLOBAL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    mmu.loadCr3(machine.root);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
  }

  @Test
  void togglingPgeDropsGlobalTranslations() {
    mapWithContents(A, OLD, ALL | Pte.GLOBAL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    mmu.setControl(CR0, CR4 & ~TestMachine.CR4_PGE, EFER);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
  }

  @Test
  void changeOfWriteProtectKeepsTranslationsButTakesEffectAtOnce() {
    mapWithContents(A, OLD, (ALL & ~Pte.WRITABLE) | Pte.DIRTY);
    mmu.setControl(CR0 & ~TestMachine.CR0_WP, CR4, EFER);
    mmu.write64(A, 7);
    remapToNew(A, ALL & ~Pte.WRITABLE);
    mmu.write64(A, 8);
    assertThat(machine.memory.read(OLD, 8)).as("still the old frame").isEqualTo(8);
    mmu.setControl(CR0, CR4, EFER);
    assertThat(mmu.read64(A)).as("still the old frame").isEqualTo(8);
    assertThat(fault(() -> mmu.write64(A, 9)).errorCode()).isEqualTo(3);
    assertThat(mmu.read64(A)).as("a fault drops the translation").isEqualTo(NEW);
  }

  @Test
  void processContextsKeepTheirTranslations() {
    mmu.setControl(CR0, CR4 | TestMachine.CR4_PCIDE, EFER);
    mmu.loadCr3(machine.root | 1);
    mapWithContents(A, OLD, ALL);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    remapToNew(A, ALL);
    long keep = 1L << 63;
    mmu.loadCr3(machine.root | 2);
    assertThat(mmu.read64(A)).as("PCID 2 has not seen the page yet").isEqualTo(NEW);
    mmu.loadCr3(keep | machine.root | 1);
    assertThat(mmu.read64(A)).as("PCID 1 has").isEqualTo(OLD);
    assertThat(mmu.cr3()).isEqualTo(machine.root | 1);
    mmu.loadCr3(machine.root | 2);
    mmu.loadCr3(keep | machine.root | 1);
    assertThat(mmu.read64(A)).as("loading PCID 2 flushes PCID 2").isEqualTo(OLD);
    mmu.invalidateInContext(A, 2);
    assertThat(mmu.read64(A)).isEqualTo(OLD);
    mmu.flushContext(1);
    assertThat(mmu.read64(A)).isEqualTo(NEW);
  }

  @Test
  void firstWriteThroughCleanTranslationSetsDirtyFlag() {
    mapWithContents(A, OLD, ALL);
    mmu.read64(A);
    assertThat(tables.entry(machine.root, A, PageSize.SMALL_4K) & (Pte.ACCESSED | Pte.DIRTY))
        .isEqualTo(Pte.ACCESSED);
    long walks = mmu.inspection().pageWalks();
    long misses = mmu.inspection().tlbMisses();
    mmu.write64(A, 1);
    assertThat(tables.entry(machine.root, A, PageSize.SMALL_4K) & Pte.DIRTY).isEqualTo(Pte.DIRTY);
    assertThat(mmu.inspection().pageWalks()).isEqualTo(walks + 1);
    assertThat(mmu.inspection().tlbMisses()).as("not a miss").isEqualTo(misses);
    tables.map(machine.root, A, OLD, ALL);
    mmu.write64(A, 2);
    assertThat(tables.entry(machine.root, A, PageSize.SMALL_4K) & Pte.DIRTY)
        .as("the TLB remembers that it is set")
        .isZero();
  }

  @Test
  void accessedFlagIsNotSetAgainWhileTheTranslationIsHeld() {
    mapWithContents(A, OLD, ALL);
    mmu.read64(A);
    tables.map(machine.root, A, OLD, ALL);
    mmu.read64(A);
    assertThat(tables.entry(machine.root, A, PageSize.SMALL_4K) & Pte.ACCESSED).isZero();
  }

  @Test
  void grantedRightsAreFoundWithoutInvalidation() {
    mapWithContents(A, OLD, Pte.PRESENT);
    mmu.read64(A);
    tables.map(machine.root, A, OLD, ALL);
    mmu.write64(A, 9);
    assertThat(machine.memory.read(OLD, 8)).isEqualTo(9);
    mmu.setUserMode(true);
    assertThat(mmu.read64(A)).isEqualTo(9);
  }

  @Test
  void evictionForgets() {
    TestMachine small = new TestMachine(new TlbGeometry(4, 2, 1, 1));
    for (int page = 0; page < 6; page++) {
      small.tables.map(small.root, A + 4096L * page, OLD + 4096L * page, ALL);
      small.memory.write(OLD + 4096L * page, 8, page);
    }
    Mmu cpu = small.mmu;
    assertThat(cpu.read64(A)).isZero();
    assertThat(cpu.read64(A + 2 * 4096)).isEqualTo(2);
    small.tables.map(small.root, A, OLD + 5 * 4096, ALL);
    assertThat(cpu.read64(A)).as("both ways of the set in use, none evicted").isZero();
    assertThat(cpu.read64(A + 4096)).as("the other set").isEqualTo(1);
    assertThat(cpu.read64(A)).isZero();
    assertThat(cpu.read64(A + 4 * 4096)).as("evicts the oldest of the set").isEqualTo(4);
    assertThat(cpu.read64(A)).isEqualTo(5);
    assertThat(cpu.inspection().tlbMisses()).isEqualTo(5);
  }

  @Test
  void invlpgDropsAWholeLargePage() {
    long linear = 0x4000_0000_0000L;
    tables.map(machine.root, linear, 0x20_0000, PageSize.LARGE_2M, ALL);
    machine.memory.write(0x20_0000 + 0x1234, 1, 1);
    machine.memory.write(0x40_0000 + 0x1234, 1, 2);
    assertThat(mmu.read8(linear + 0x1234)).isEqualTo(1);
    tables.map(machine.root, linear, 0x40_0000, PageSize.LARGE_2M, ALL);
    assertThat(mmu.read8(linear + 0x1234)).isEqualTo(1);
    mmu.invalidate(linear + 0x1f_f000);
    assertThat(mmu.read8(linear + 0x1234)).isEqualTo(2);
  }

  @Test
  void hugePagesTranslate() {
    long linear = 0xffff_8000_0000_0000L;
    tables.map(machine.root, linear, 0, PageSize.HUGE_1G, ALL | Pte.GLOBAL);
    machine.memory.write(0x300_0ff8, 8, 77);
    assertThat(mmu.read64(linear + 0x300_0ff8)).isEqualTo(77);
    assertThat(mmu.inspection().walkLoads()).isEqualTo(2);
  }

  @Test
  void fetchesObeyExecuteDisableAndPrivilege() {
    mapWithContents(A, OLD, ALL);
    mapWithContents(A + 4096, NEW, ALL | Pte.EXECUTE_DISABLE);
    assertThat(mmu.translateFetch(A + 5)).isEqualTo(OLD + 5);
    assertThat(mmu.translateFetch(A + 6)).isEqualTo(OLD + 6);
    PageFault nx = fault(() -> mmu.translateFetch(A + 4096));
    assertThat(nx.errorCode()).isEqualTo(PageFault.PRESENT | PageFault.INSTRUCTION_FETCH);
    mmu.setControl(CR0, CR4 | TestMachine.CR4_SMEP, EFER);
    assertThat(fault(() -> mmu.translateFetch(A)).errorCode()).isEqualTo(0x11);
    mmu.setUserMode(true);
    assertThat(mmu.translateFetch(A)).isEqualTo(OLD);
  }

  @Test
  void flushCountTellsWhenCodeMayHaveMoved() {
    TestMachine small = new TestMachine(new TlbGeometry(2, 2, 1, 1));
    for (int page = 0; page < 4; page++) {
      small.tables.map(small.root, A + 4096L * page, OLD + 4096L * page, ALL);
    }
    Mmu cpu = small.mmu;
    cpu.read64(A + 4096);
    cpu.translateFetch(A);
    long before = cpu.flushCount();
    cpu.read64(A + 2 * 4096);
    assertThat(cpu.flushCount()).as("evicts a page of data").isEqualTo(before);
    cpu.read64(A + 3 * 4096);
    assertThat(cpu.flushCount()).as("evicts the page of code").isNotEqualTo(before);
    cpu.translateFetch(A);
    before = cpu.flushCount();
    cpu.invalidate(A + 3 * 4096);
    assertThat(cpu.flushCount()).as("invalidates a page of data").isEqualTo(before);
    cpu.invalidate(A);
    assertThat(cpu.flushCount()).as("invalidates the page of code").isNotEqualTo(before);
    before = cpu.flushCount();
    cpu.loadCr3(small.root);
    assertThat(cpu.flushCount()).isNotEqualTo(before);
  }
}
