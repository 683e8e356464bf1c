package ksim.mmu.paging;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import org.junit.jupiter.api.Test;

/** What a person gets to see of a page walk. */
class PageWalkTraceTest {
  private static final long TABLE = Pte.PRESENT | Pte.WRITABLE | Pte.USER;

  private final PhysicalMemory memory = new PhysicalMemory(1 << 20);
  private final PhysicalBus bus = new PhysicalBus(memory);

  private PageWalkTrace walk(long linear) {
    PagingControl control = PagingControl.of(1L << 31, 1 << 5, 0x900, PagingFeatures.ALL);
    return PageWalkTrace.of(bus, 0x1000, linear, control);
  }

  @Test
  void showsEachEntryOnTheWay() {
    memory.write(0x1000, 8, 0x2000 | TABLE);
    memory.write(0x2008, 8, 0x3000 | TABLE | Pte.EXECUTE_DISABLE);
    memory.write(0x3010, 8, 0x20_0000 | Pte.PRESENT | Pte.USER | Pte.PAGE_SIZE);
    PageWalkTrace walk = walk(0x4040_1234L);
    assertThat(walk.steps()).extracting(PageWalkTrace.Step::level).containsExactly(4, 3, 2);
    assertThat(walk.steps())
        .extracting(PageWalkTrace.Step::address)
        .containsExactly(0x1000L, 0x2008L, 0x3010L);
    assertThat(walk.steps().getLast().mapsPage()).isTrue();
    assertThat(walk.end())
        .isEqualTo(
            new PageWalkTrace.End.Mapped(
                0x20_1234, PageSize.LARGE_2M, Pte.USER | Pte.EXECUTE_DISABLE));
  }

  @Test
  void saysWhyThereIsNoPage() {
    assertThat(walk(0x8000_0000_0000L).end()).isEqualTo(new PageWalkTrace.End.NotCanonical());
    assertThat(walk(0).end()).isEqualTo(new PageWalkTrace.End.NotPresent());
    memory.write(0x1000, 8, 0x2000 | TABLE | Pte.PAGE_SIZE);
    assertThat(walk(0).end()).isEqualTo(new PageWalkTrace.End.ReservedBit());
    memory.write(0x1000, 8, 0x100_0000 | TABLE);
    assertThat(walk(0).end()).isEqualTo(new PageWalkTrace.End.NoMemory(0x100_0000));
    assertThat(PageWalkTrace.of(bus, 0, 5, PagingControl.OFF).end())
        .isEqualTo(new PageWalkTrace.End.Off());
  }
}
