package ksim.mmu;

import static ksim.mmu.TestTables.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every store into a page of code is reported, whichever way it takes. */
class MmuCodePagesTest {
  private static final long A = 0x2000_0000_0000L;
  private static final long ALIAS = 0x3000_0000_0000L;
  private static final long FRAME = 0x20_0000;
  private static final long NUMBER = FRAME >>> 12;

  private final TestMachine machine = new TestMachine();
  private final Mmu mmu = machine.mmu;
  private final List<String> stores = new ArrayList<>();

  @BeforeEach
  void mapPages() {
    machine.tables.map(machine.root, A, FRAME, ALL);
    machine.tables.map(machine.root, A + 4096, FRAME + 4096, ALL);
    machine.tables.map(machine.root, ALIAS, FRAME, ALL);
    machine.codePages.listen(
        (physical, bytes) ->
            stores.add(
                "%x %d: %x"
                    .formatted(
                        physical, bytes, machine.memory.read(physical, Math.min(bytes, 8)))));
  }

  @Test
  void pageThatBecomesCodeAfterItWasCachedForWriting() {
    mmu.write64(A, 1);
    mmu.write64(A, 2);
    mmu.write64(ALIAS, 2);
    mmu.write64(ALIAS, 2);
    machine.otherMmu.write64(A, 3);
    machine.otherMmu.write64(A, 4);
    machine.otherMmu.setUserMode(true);
    machine.otherMmu.write64(A, 4);
    machine.otherMmu.write64(A, 4);
    assertThat(stores).isEmpty();
    machine.codePages.add(NUMBER);
    mmu.write64(A + 16, 5);
    mmu.write8(A + 24, 6);
    mmu.write32(ALIAS + 32, 7);
    machine.otherMmu.write16(A + 40, 8);
    machine.otherMmu.setUserMode(false);
    machine.otherMmu.write16(A + 48, 9);
    machine.otherMmu.writeSupervisor(A + 56, 4, 10);
    assertThat(stores)
        .containsExactly(
            "200010 8: 5",
            "200018 1: 6",
            "200020 4: 7",
            "200028 2: 8",
            "200030 2: 9",
            "200038 4: a");
  }

  @Test
  void readForUpdateDoesNotReportButTheWriteAfterItDoes() {
    machine.codePages.add(NUMBER);
    mmu.readForUpdate64(A);
    mmu.checkWritable(A, 8);
    assertThat(stores).isEmpty();
    mmu.write64(A, 1);
    mmu.write64(A, 2);
    assertThat(stores).containsExactly("200000 8: 1", "200000 8: 2");
  }

  @Test
  void onlyThePartInThePageIsReported() {
    machine.codePages.add(NUMBER);
    mmu.write64(A + 4094, 0x8877665544332211L);
    assertThat(stores).containsExactly("200ffe 2: 2211");
  }

  @Test
  void removedPagesAreQuietAndFastAgain() {
    machine.codePages.add(NUMBER);
    mmu.write64(A, 1);
    machine.codePages.remove(NUMBER);
    mmu.write64(A, 2);
    assertThat(stores).hasSize(1);
    machine.codePages.add(NUMBER);
    mmu.write64(A, 3);
    assertThat(stores).hasSize(2);
  }

  @Test
  void pageWalksReportTheFlagsTheySet() {
    long entry = machine.tables.entryAddress(machine.root, A, PageSize.SMALL_4K);
    machine.codePages.add(entry >>> 12);
    mmu.read8(A);
    assertThat(stores).containsExactly("%x 8: %x".formatted(entry, FRAME | ALL | Pte.ACCESSED));
  }

  @Test
  void whoWritesPhysicallyReportsItself() {
    machine.codePages.add(NUMBER);
    machine.codePages.add(NUMBER + 1);
    machine.codePages.stored(FRAME - 10, 5000);
    assertThat(stores).hasSize(2);
    assertThat(stores.getFirst()).startsWith("200000 4096:");
  }
}
