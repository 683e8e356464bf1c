package ksim.sched.view;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.machine.Machine;
import ksim.core.machine.MachineConfiguration;
import ksim.core.timing.TimingLevel;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.Test;

/** Tables written by hand, read back without the simulator's page walker. */
class PageTableViewTest {
  private static final long LINEAR = 0x2000_0020_3000L; // indices 64, 0, 1, 3
  private static final long ROOT = 0x1000;
  private static final long TABLE = Pte.PRESENT | Pte.WRITABLE;

  private final Machine machine =
      new Machine(
          new MachineConfiguration(1, 8 << 20, "skylake", TimingLevel.NONE, 100), value -> {});
  private final Cpu cpu = machine.cpus().getFirst();
  private final PageTableView tables = new PageTableView(machine.memory());

  private void entry(long table, int index, long value) {
    machine.memory().write(table + 8L * index, 8, value);
  }

  private void map() {
    cpu.control.cr3 = ROOT | 0x18; // caching bits are no part of the address
    entry(ROOT, 64, 0x2000 | TABLE);
    entry(0x2000, 0, 0x3000 | TABLE);
    entry(0x3000, 1, 0x4000 | TABLE);
    entry(0x4000, 3, 0x9000 | TABLE | Pte.ACCESSED);
  }

  @Test
  void readsTheEntryOfAPage() {
    map();
    assertThat(tables.entry(cpu, LINEAR)).isEqualTo(0x9000 | TABLE | Pte.ACCESSED);
    assertThat(tables.entry(cpu, LINEAR + 4096)).isZero();
    assertThat(tables.entry(cpu, LINEAR + (1 << 21))).isZero();
    assertThat(tables.entry(cpu, LINEAR + (1L << 39))).isZero();
  }

  @Test
  void aLargePageHasNoEntryOfThisKind() {
    map();
    entry(0x3000, 2, 0x40_0000 | TABLE | Pte.PAGE_SIZE);
    assertThat(tables.entry(cpu, LINEAR + (1 << 21))).isZero();
    assertThat(tables.count(cpu, LINEAR)).isEqualTo(new PageTableView.Count(3, 1));
  }

  @Test
  void countsTablesAndPagesThatHoldAFramePresentOrNot() {
    map();
    entry(0x4000, 4, 0xa000); // hidden, about to be unmapped
    entry(0x3000, 7, 0x5000 | TABLE);
    entry(0x5000, 511, 0xb000 | TABLE);
    entry(ROOT, 65, 0x6000 | TABLE); // another top-level entry
    assertThat(tables.count(cpu, LINEAR)).isEqualTo(new PageTableView.Count(4, 3));
    assertThat(tables.count(cpu, LINEAR + (2L << 39))).isEqualTo(new PageTableView.Count(0, 0));
  }
}
