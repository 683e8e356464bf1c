package ksim.mmu;

import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.tlb.TlbGeometry;

/** Memory, bus, page tables and two MMUs in long mode with one address space. */
final class TestMachine {
  static final long CR0_PG = 1L << 31;
  static final long CR0_WP = 1L << 16;
  static final long CR4_PAE = 1L << 5;
  static final long CR4_PGE = 1L << 7;
  static final long CR4_PCIDE = 1L << 17;
  static final long CR4_SMEP = 1L << 20;
  static final long CR4_SMAP = 1L << 21;
  static final long CR4_PKE = 1L << 22;
  static final long EFER_LME = 1L << 8;
  static final long EFER_LMA = 1L << 10;
  static final long EFER_NXE = 1L << 11;
  static final long CR0 = CR0_PG | CR0_WP | 1;
  static final long CR4 = CR4_PAE | CR4_PGE;
  static final long EFER = EFER_LME | EFER_LMA | EFER_NXE;

  final PhysicalMemory memory = new PhysicalMemory(64L << 20);
  final PhysicalBus bus = new PhysicalBus(memory);
  final CodePages codePages = new CodePages();
  final TestTables tables = new TestTables(memory, 0x10_0000);
  final long root = tables.newTable();
  final Mmu mmu;
  final Mmu otherMmu;

  TestMachine() {
    this(TlbGeometry.skylake());
  }

  TestMachine(TlbGeometry geometry) {
    mmu = newMmu(geometry);
    otherMmu = newMmu(geometry);
  }

  private Mmu newMmu(TlbGeometry geometry) {
    Mmu result = new Mmu(bus, codePages, geometry);
    result.setControl(CR0, CR4, EFER);
    result.loadCr3(root);
    return result;
  }
}
