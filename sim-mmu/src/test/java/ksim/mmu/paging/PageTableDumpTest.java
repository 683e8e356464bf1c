package ksim.mmu.paging;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** What a person gets to see of page tables. */
class PageTableDumpTest {
  private static final long RW = Pte.PRESENT | Pte.WRITABLE;
  private static final long TABLE = RW | Pte.USER;
  private static final PagingControl CONTROL =
      PagingControl.of(1L << 31 | 1 << 16, 1 << 5 | 1 << 7, 0x900, PagingFeatures.ALL);

  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);

  private void entry(long table, int index, long value) {
    memory.write(table + 8L * index, 8, value);
  }

  @Test
  void rangesAreCoalescedAndNamed() {
    long root = 0x1000;
    long low = 0x2000;
    long high = 0x3000;
    long stacks = 0x4000;
    long pages = 0x5000;
    entry(root, 0, low | TABLE);
    entry(low, 1, stacks | TABLE);
    entry(stacks, 511, pages | TABLE);
    entry(root, 256, high | TABLE);
    entry(root, 511, (1L << 47) | TABLE);
    for (int gib = 0; gib < 3; gib++) {
      entry(high, gib, ((long) gib << 30) | RW | Pte.PAGE_SIZE | Pte.GLOBAL | Pte.ACCESSED);
    }
    for (int i = 0; i < 64; i++) {
      entry(pages, i, (0x80_0000L + 4096L * i) | TABLE | Pte.EXECUTE_DISABLE | Pte.ACCESSED);
    }
    entry(pages, 3, 0x80_3000L | TABLE | Pte.EXECUTE_DISABLE | Pte.ACCESSED | Pte.DIRTY);
    for (int i = 100; i < 104; i++) {
      entry(pages, i, (0x100_0000L - 8192L * i) | Pte.PRESENT | Pte.USER);
    }
    PageTableDump dump = PageTableDump.of(new PhysicalBus(memory), root, CONTROL);
    assertThat(dump.toString())
        .isEqualTo(
            """
            linear addresses                       size         pages  physical      rights                 accessed     dirty
            000000007fe00000-000000007fe3ffff   256 KiB       64 x 4K  000000800000  rw- user                     64         1
            000000007fe64000-000000007fe67fff    16 KiB        4 x 4K  scattered     r-x user                      0         0
            ffff800000000000-ffff8000bfffffff     3 GiB        3 x 1G  000000000000  rwx supervisor global         3         0
            ffffff8000000000  PML4E with reserved bits set: 0000800000000007
            """);
    assertThat(dump.ranges()).hasSize(3);
    assertThat(dump.malformed()).hasSize(1);
  }

  @Test
  void emptyTablesSaySo() {
    PageTableDump dump = PageTableDump.of(new PhysicalBus(memory), 0x1000, CONTROL);
    assertThat(dump.toString()).endsWith("nothing is mapped\n");
    assertThat(dump.ranges()).isEmpty();
    assertThat(memory.allocatedFrames()).isZero();
  }
}
