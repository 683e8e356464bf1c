package ksim.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ksim.mmu.memory.CodePages;
import ksim.mmu.memory.PhysicalBus;
import ksim.mmu.memory.PhysicalMemory;
import ksim.mmu.paging.PageFault;
import ksim.mmu.tlb.TlbGeometry;
import org.junit.jupiter.api.Test;

/** Paging modes beside 4-level paging, and protection keys, through the MMU as a CPU uses it. */
class MmuPagingModesTest {
  private static final long PG = 1L << 31 | 1;
  private static final long PSE = 1 << 4;
  private static final long PAE = 1 << 5;
  private static final long PGE = 1 << 7;
  private static final long LA57 = 1 << 12;
  private static final long PKE = 1 << 22;
  private static final long PKS = 1 << 24;
  private static final long WP = 1 << 16;
  private static final long LONG = 0x500;
  private static final long NXE = 1 << 11;

  private final PhysicalMemory memory = new PhysicalMemory(16 << 20);
  private final Mmu mmu = new Mmu(new PhysicalBus(memory), new CodePages(), TlbGeometry.skylake());

  private static int code(Runnable access) {
    return catchThrowableOfType(PageFault.class, access::run).errorCode();
  }

  @Test
  void pagingOf32Bits() {
    memory.write(0x1000, 4, 0x2007);
    memory.write(0x2004, 4, 0x5003);
    memory.write(0x1ffc, 4, 0x40_0083); // 4 MiB at the top
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PSE, 0);
    mmu.write32(0x1234, 0xdeadbeef);
    assertThat(memory.read(0x5234, 4)).isEqualTo(0xdeadbeefL);
    assertThat(memory.read(0x2004, 4)).isEqualTo(0x5063);
    mmu.write32(0xffc1_2344L, 7);
    assertThat(memory.read(0x41_2344, 4)).isEqualTo(7);
    assertThat(memory.read(0x1ffc, 4)).isEqualTo(0x40_00e3);
    assertThat(code(() -> mmu.write8(0x2000, 1))).isEqualTo(2);
    mmu.setUserMode(true);
    assertThat(code(() -> mmu.read8(0x1000))).isEqualTo(5);
    assertThat(mmu.inspection().dumpPageTables().toString()).contains("1 x 4M").contains("1 x 4K");
  }

  @Test
  void anAccessWrapsFromTheTopOf32Bits() {
    memory.write(0x1000, 4, 0x2007);
    memory.write(0x1ffc, 4, 0x3007);
    memory.write(0x2000, 4, 0x5003);
    memory.write(0x3ffc, 4, 0x6003);
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PSE, 0);
    mmu.write32(0xffff_fffeL, 0x44332211);
    assertThat(memory.read(0x6ffe, 2)).isEqualTo(0x2211);
    assertThat(memory.read(0x5000, 2)).isEqualTo(0x4433);
    memory.write(0x2000, 4, 0x7003);
    mmu.invalidate(0);
    mmu.write32(0xffff_fffeL, 0x88776655);
    assertThat(memory.read(0x7000, 2)).isEqualTo(0x8877);
  }

  @Test
  void withoutPageSizeExtensionsTheSizeFlagIsIgnored() {
    memory.write(0x1000, 4, 0x2083);
    memory.write(0x2000, 4, 0x5003);
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, 0, 0);
    mmu.write8(8, 9);
    assertThat(memory.read(0x5008, 1)).isEqualTo(9);
  }

  @Test
  void pagesBeyond4GiB() {
    memory.write(0x1000, 4, 0x80_0083 | 1 << 13);
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PSE, 0);
    assertThat(mmu.peek(0x123)).hasValue(0x1_0080_0123L);
  }

  @Test
  void pointersOfPaePagingAreLoadedWithCr3() {
    memory.write(0x1020, 8, 0x2001);
    memory.write(0x1028, 8, 0x3001);
    memory.write(0x2000, 8, 0x4003);
    memory.write(0x4000, 8, 0x8000_0000_0000_5003L);
    memory.write(0x3000, 8, 0x20_0083); // 2 MiB
    mmu.loadCr3(0x1020);
    mmu.setControl(PG, PAE, NXE);
    mmu.write8(0x10, 1);
    assertThat(memory.read(0x5010, 1)).isEqualTo(1);
    assertThat(code(() -> mmu.translateFetch(0x10))).isEqualTo(0x11);
    mmu.write8(0x4000_0007L, 2);
    assertThat(memory.read(0x20_0007, 1)).isEqualTo(2);
    assertThat(code(() -> mmu.read8(0x8000_0000L))).isZero();
    assertThat(mmu.inspection().dumpPageTables().ranges()).hasSize(2);
    // A change in memory counts from the next load on.
    memory.write(0x1028, 8, 0);
    mmu.flushAll();
    assertThat(mmu.read8(0x4000_0007L)).isEqualTo(2);
    mmu.loadCr3(0x1020);
    assertThat(code(() -> mmu.read8(0x4000_0007L))).isZero();
    memory.write(0x1028, 8, 0x3001);
    mmu.setControl(PG, PAE | PGE, NXE);
    assertThat(mmu.read8(0x4000_0007L)).isEqualTo(2);
  }

  @Test
  void reservedBitsOfPointers() {
    assertThat(mmu.pointersAreLegal(0x1020)).isTrue();
    for (int bit : new int[] {1, 2, 5, 6, 7, 8, 46, 62, 63}) {
      memory.write(0x1038, 8, 1 | 1L << bit);
      assertThat(mmu.pointersAreLegal(0x1020)).as("bit %d", bit).isFalse();
    }
    memory.write(0x1038, 8, 0xe19 | 1L << 45);
    assertThat(mmu.pointersAreLegal(0x1020)).isTrue();
    memory.write(0x1038, 8, -2);
    assertThat(mmu.pointersAreLegal(0x1020)).isTrue();
  }

  @Test
  void fiveLevels() {
    long linear = 0x00fe_dc00_0000_0000L & ~0xfffL;
    long table = 0x1000;
    for (int level = 5; level > 1; level--) {
      memory.write(table + (linear >>> (3 + 9 * level) & 511) * 8, 8, table + 0x1003);
      table += 0x1000;
    }
    memory.write(table + (linear >>> 12 & 511) * 8, 8, 0x9003);
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PAE | LA57, LONG);
    mmu.write8(linear + 5, 3);
    assertThat(memory.read(0x9005, 1)).isEqualTo(3);
    assertThat(mmu.isCanonical(0x0100_0000_0000_0000L)).isFalse();
    assertThat(mmu.isCanonical(0xff00_0000_0000_0000L)).isTrue();
    assertThatThrownBy(() -> mmu.read8(0x0100_0000_0000_0000L))
        .isInstanceOf(NonCanonicalAddress.class);
    assertThat(mmu.inspection().dumpPageTables().ranges().getFirst().linear()).isEqualTo(linear);
    mmu.setControl(PG, PAE, LONG);
    assertThat(mmu.isCanonical(linear)).isFalse();
  }

  @Test
  void protectionKeysFollowTheirRegister() {
    memory.write(0x1000, 8, 0x2007);
    memory.write(0x2000, 8, 0x3007);
    memory.write(0x3000, 8, 0x4007);
    memory.write(0x4000, 8, 0x1800_0000_0000_5007L); // key 3
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PAE | PKE, LONG);
    mmu.setUserMode(true);
    mmu.write8(0, 1);
    mmu.setProtectionKeyRights(2 << 6, 0);
    assertThat(mmu.read8(0)).isEqualTo(1);
    assertThat(code(() -> mmu.write8(0, 2))).isEqualTo(0x27);
    mmu.setUserMode(false);
    mmu.write8(0, 2); // CR0.WP is clear
    mmu.setProtectionKeyRights(1 << 6, 0);
    assertThat(code(() -> mmu.read8(0))).isEqualTo(0x21);
    assertThat(mmu.translateFetch(0)).isEqualTo(0x5000);
    mmu.setControl(PG, PAE, LONG);
    assertThat(mmu.read8(0)).isEqualTo(2);
    mmu.setControl(PG, PAE | PKE, LONG);
    mmu.setProtectionKeyRights(0, 0);
    assertThat(mmu.read8(0)).isEqualTo(2);
  }

  @Test
  void protectionKeysOfSupervisorModePagesFollowTheirOwnRegister() {
    memory.write(0x1000, 8, 0x2007);
    memory.write(0x2000, 8, 0x3007);
    memory.write(0x3000, 8, 0x4007);
    memory.write(0x4000, 8, 0x1800_0000_0000_5003L); // key 3, supervisor mode
    memory.write(0x4008, 8, 0x1800_0000_0000_6007L); // key 3, user mode
    mmu.loadCr3(0x1000);
    mmu.setControl(PG, PAE | PKS, LONG);
    mmu.setProtectionKeyRights(-1, 0);
    mmu.write8(0, 1); // PKRU says nothing of it
    mmu.setProtectionKeyRights(-1, 2 << 6);
    assertThat(mmu.read8(0)).isEqualTo(1);
    mmu.write8(0, 2); // CR0.WP is clear
    mmu.setControl(PG | WP, PAE | PKS, LONG);
    assertThat(code(() -> mmu.write8(0, 3))).isEqualTo(0x23);
    mmu.write8(0x1000, 4); // IA32_PKRS says nothing of it
    mmu.setProtectionKeyRights(-1, 1 << 6);
    assertThat(code(() -> mmu.read8(0))).isEqualTo(0x21);
    assertThat(mmu.translateFetch(0)).isEqualTo(0x5000);
    mmu.setUserMode(true);
    assertThat(code(() -> mmu.read8(0))).isEqualTo(0x25);
    mmu.setUserMode(false);
    mmu.setControl(PG, PAE, LONG);
    assertThat(mmu.read8(0)).isEqualTo(2);
  }
}
