package ksim.mmu;

import static ksim.mmu.TestTables.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.Test;

/** Accesses of sixteen bytes. */
class WideAccessTest {
  private static final long A = 0x2000_0000_0000L;
  private static final long B = A + 4096;
  private static final long FRAME = 0x20_0000;

  private final TestMachine machine = new TestMachine();
  private final Mmu mmu = machine.mmu;
  private final long[] target = {1, 2, 3, 4};

  private void map(int page, long flags) {
    machine.tables.map(machine.root, A + 4096L * page, FRAME + 8192L * page, flags);
  }

  private static PageFault fault(Runnable access) {
    return catchThrowableOfType(PageFault.class, access::run);
  }

  @Test
  void anyAlignmentAndPageBorder() {
    map(0, ALL);
    map(1, ALL);
    for (int pass = 0; pass < 2; pass++) {
      for (long at = B - 20; at < B + 3; at++) {
        mmu.write128(at, at * 3, ~at);
        assertThat(mmu.read64(at)).isEqualTo(at * 3);
        assertThat(mmu.read64(at + 8)).isEqualTo(~at);
        mmu.read128(at, target, 1);
        assertThat(target).containsExactly(1, at * 3, ~at, 4);
      }
    }
  }

  @Test
  void writeThatFaultsWritesNothing() {
    map(0, ALL);
    map(1, ALL & ~Pte.WRITABLE);
    mmu.write64(B - 16, 5);
    mmu.write64(B - 8, 6);
    mmu.read8(B);
    for (int distance = 1; distance < 16; distance++) {
      long at = B - distance;
      assertThat(fault(() -> mmu.write128(at, -1, -1)).address()).isEqualTo(B);
    }
    assertThat(fault(() -> mmu.write128(A - 9, -1, -1)).address()).isEqualTo(A - 9);
    assertThat(mmu.read64(B - 16)).isEqualTo(5);
    assertThat(mmu.read64(B - 8)).isEqualTo(6);
  }

  @Test
  void readThatFaultsLeavesTheTarget() {
    map(0, ALL);
    for (int distance = 1; distance < 16; distance++) {
      long at = B - distance;
      assertThat(fault(() -> mmu.read128(at, target, 0)).address()).isEqualTo(B);
    }
    assertThat(target).containsExactly(1, 2, 3, 4);
  }

  @Test
  void addressThatIsNotCanonicalComesBeforePageFaults() {
    long last = 0x7fff_ffff_ffffL;
    assertThatExceptionOfType(NonCanonicalAddress.class)
        .isThrownBy(() -> mmu.read128(last - 14, target, 0));
    assertThatExceptionOfType(NonCanonicalAddress.class)
        .isThrownBy(() -> mmu.write128(last - 14, 1, 2));
    assertThatExceptionOfType(NonCanonicalAddress.class).isThrownBy(() -> mmu.read64(last));
    assertThatExceptionOfType(NonCanonicalAddress.class).isThrownBy(() -> mmu.write16(last, 1));
    assertThat(fault(() -> mmu.read128(last - 15, target, 0)).address()).isEqualTo(last - 15);
  }
}
