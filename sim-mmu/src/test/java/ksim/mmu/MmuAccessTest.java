package ksim.mmu;

import static ksim.mmu.TestMachine.CR0;
import static ksim.mmu.TestMachine.CR4;
import static ksim.mmu.TestMachine.EFER;
import static ksim.mmu.TestTables.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import ksim.mmu.memory.MmioDevice;
import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What single accesses do: widths, page borders, faults, devices, code pages, recording. */
class MmuAccessTest {
  private static final long A = 0x2000_0000_0000L;
  private static final long FRAME = 0x20_0000;
  private static final PageSize SMALL = PageSize.SMALL_4K;

  private final TestMachine machine = new TestMachine();
  private final TestTables tables = machine.tables;
  private final Mmu mmu = machine.mmu;

  private static PageFault fault(Runnable access) {
    return catchThrowableOfType(PageFault.class, access::run);
  }

  private void map(int page, long flags) {
    tables.map(machine.root, A + 4096L * page, FRAME + 8192L * page, flags);
  }

  @Test
  void widthsAreZeroExtendedAndLittleEndian() {
    map(0, ALL);
    for (int pass = 0; pass < 3; pass++) {
      mmu.write64(A + 8, 0xf1e2d3c4b5a69788L);
      assertThat(mmu.read8(A + 8)).isEqualTo(0x88);
      assertThat(mmu.read16(A + 8)).isEqualTo(0x9788);
      assertThat(mmu.read32(A + 9)).isEqualTo(0xc4b5a697L);
      assertThat(mmu.read64(A + 8)).isEqualTo(0xf1e2d3c4b5a69788L);
      mmu.write8(A + 8, -1);
      mmu.write16(A + 9, 0x12345);
      mmu.write32(A + 11, 0xfffffffff0000000L);
      assertThat(mmu.read64(A + 8)).isEqualTo(0xf1f00000002345ffL);
      assertThat(mmu.readForUpdate8(A + 8)).isEqualTo(0xff);
      assertThat(mmu.readForUpdate16(A + 9)).isEqualTo(0x2345);
      assertThat(mmu.readForUpdate32(A + 12)).isEqualTo(0xf1f00000L);
      assertThat(mmu.readForUpdate64(A + 8)).isEqualTo(0xf1f00000002345ffL);
    }
  }

  @Test
  void accessesAcrossThePageBorderUseBothFrames() {
    map(0, ALL);
    map(1, ALL);
    for (int pass = 0; pass < 3; pass++) {
      mmu.write64(A + 4093, 0x8877665544332211L);
      assertThat(machine.memory.read(FRAME + 4093, 3)).isEqualTo(0x332211);
      assertThat(machine.memory.read(FRAME + 8192, 5)).isEqualTo(0x8877665544L);
      assertThat(mmu.read64(A + 4093)).isEqualTo(0x8877665544332211L);
      assertThat(mmu.read32(A + 4094)).isEqualTo(0x55443322L);
      assertThat(mmu.readForUpdate16(A + 4095)).isEqualTo(0x4433);
      mmu.write8(A + 4095, 0);
      mmu.write8(A + 4096, 0);
    }
  }

  @Test
  void writeThatFaultsOnTheSecondPageWritesNothing() {
    map(0, ALL);
    map(1, ALL & ~Pte.WRITABLE);
    mmu.write64(A + 4088, 0x1111111111111111L);
    mmu.read64(A + 4096);
    PageFault second = fault(() -> mmu.write64(A + 4092, -1));
    assertThat(second.address()).isEqualTo(A + 4096);
    assertThat(second.errorCode()).isEqualTo(PageFault.PRESENT | PageFault.WRITE);
    assertThat(mmu.read64(A + 4088)).isEqualTo(0x1111111111111111L);
    assertThat(fault(() -> mmu.readForUpdate16(A + 4095)).address()).isEqualTo(A + 4096);
    assertThat(fault(() -> mmu.checkWritable(A + 4090, 8)).address()).isEqualTo(A + 4096);
    mmu.checkWritable(A + 4088, 8);
    PageFault first = fault(() -> mmu.read64(A - 4));
    assertThat(first.address()).isEqualTo(A - 4);
    assertThat(first.errorCode()).isZero();
  }

  @Test
  void errorCodesTellTheAccess() {
    map(0, Pte.PRESENT | Pte.WRITABLE);
    mmu.setUserMode(true);
    assertThat(fault(() -> mmu.read8(A)).errorCode()).isEqualTo(5);
    assertThat(fault(() -> mmu.write8(A, 1)).errorCode()).isEqualTo(7);
    assertThat(fault(() -> mmu.readForUpdate8(A)).errorCode()).isEqualTo(7);
    assertThat(fault(() -> mmu.read8(A + 4096)).errorCode()).isEqualTo(4);
    assertThat(fault(() -> mmu.translateFetch(A)).errorCode()).isEqualTo(0x15);
    assertThat(fault(() -> mmu.readSupervisor(A + 4096, 8)).errorCode())
        .as("an implicit access is a supervisor access")
        .isZero();
    mmu.writeSupervisor(A + 3, 4, 0x01020304);
    assertThat(mmu.readSupervisor(A + 4, 2)).isEqualTo(0x0203);
    assertThat(fault(() -> mmu.read8(A)).address()).isEqualTo(A);
    mmu.setUserMode(false);
    assertThat(mmu.read32(A + 3)).isEqualTo(0x01020304);
  }

  @Test
  void checkWritableSetsTheDirtyFlagButWritesNothing() {
    map(0, ALL);
    long frames = machine.memory.allocatedFrames();
    mmu.checkWritable(A, 8);
    assertThat(machine.memory.read(tables.entryAddress(machine.root, A, SMALL), 8) & Pte.DIRTY)
        .isEqualTo(Pte.DIRTY);
    assertThat(machine.memory.allocatedFrames()).isEqualTo(frames);
  }

  @Test
  void accessPreventionSparesOnlyExplicitAccessesWithAc() {
    map(0, ALL);
    mmu.setControl(CR0, CR4 | TestMachine.CR4_SMAP, EFER);
    assertThat(fault(() -> mmu.read8(A)).errorCode()).isEqualTo(1);
    assertThat(fault(() -> mmu.write8(A, 0)).errorCode()).isEqualTo(3);
    mmu.setAlignmentCheckFlag(true);
    mmu.write8(A, 5);
    assertThat(mmu.read8(A)).isEqualTo(5);
    assertThat(fault(() -> mmu.readSupervisor(A, 1)).errorCode()).isEqualTo(1);
    mmu.setAlignmentCheckFlag(false);
    assertThat(fault(() -> mmu.read8(A)).errorCode()).isEqualTo(1);
    mmu.setUserMode(true);
    assertThat(mmu.read8(A)).isEqualTo(5);
    assertThat(fault(() -> mmu.readSupervisor(A, 1)).errorCode()).isEqualTo(1);
    mmu.setUserMode(false);
    mmu.setControl(CR0, CR4, EFER);
    mmu.setAlignmentCheckFlag(true);
    assertThat(mmu.readSupervisor(A, 1)).as("SMAP is off").isEqualTo(5);
    mmu.setControl(CR0, CR4 | TestMachine.CR4_SMAP, EFER);
    assertThat(mmu.read8(A)).as("AC was set before SMAP").isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0x8000_0000_0000L, 0xffff_7fff_ffff_ffffL, Long.MIN_VALUE, 0x1_0000_0000_0000L})
  void nonCanonicalAddressesAreRefused(long address) {
    assertThatThrownBy(() -> mmu.read64(address)).isInstanceOf(NonCanonicalAddress.class);
    assertThatThrownBy(() -> mmu.write8(address, 0)).isInstanceOf(NonCanonicalAddress.class);
    assertThatThrownBy(() -> mmu.translateFetch(address)).isInstanceOf(NonCanonicalAddress.class);
    assertThatThrownBy(() -> mmu.readForUpdate16(address)).isInstanceOf(NonCanonicalAddress.class);
    assertThat(mmu.peek(address)).isEmpty();
    mmu.invalidate(address);
  }

  @Test
  void accessBeyondTheLowHalfFaultsOnlyWhereItLeavesIt() {
    long last = 0x7fff_ffff_f000L;
    tables.map(machine.root, last, FRAME, ALL);
    mmu.write64(last + 4088, 1);
    assertThatThrownBy(() -> mmu.write64(last + 4089, -1)).isInstanceOf(NonCanonicalAddress.class);
    assertThat(mmu.read64(last + 4088)).isEqualTo(1);
  }

  @Test
  void accessMayWrapFromTheTopToTheBottom() {
    tables.map(machine.root, -4096, FRAME, ALL);
    tables.map(machine.root, 0, FRAME + 4096, ALL);
    mmu.write64(-4, 0x1122334455667788L);
    assertThat(mmu.read64(-4)).isEqualTo(0x1122334455667788L);
    assertThat(machine.memory.read(FRAME + 4096, 4)).isEqualTo(0x11223344);
  }

  @Test
  void devicesSeeOffsetsAndWidths() {
    List<String> seen = new ArrayList<>();
    machine.bus.map(
        0xfee0_0000L,
        4096,
        new MmioDevice() {
          @Override
          public long read(long offset, int bytes) {
            seen.add("read %x %d".formatted(offset, bytes));
            return 0x12345678;
          }

          @Override
          public void write(long offset, int bytes, long value) {
            seen.add("write %x %d %x".formatted(offset, bytes, value));
          }
        });
    tables.map(machine.root, A, 0xfee0_0000L, ALL);
    for (int pass = 0; pass < 2; pass++) {
      assertThat(mmu.read32(A + 0x20)).isEqualTo(0x12345678);
      mmu.write32(A + 0xb0, 3);
    }
    assertThat(seen).containsExactly("read 20 4", "write b0 4 3", "read 20 4", "write b0 4 3");
    assertThat(mmu.inspection().tlbMisses())
        .as("devices' pages are in the TLB like others")
        .isEqualTo(1);
  }

  @Test
  void whereNothingAnswersReadsAreAllOnes() {
    tables.map(machine.root, A, 1L << 35, ALL);
    assertThat(mmu.read32(A)).isEqualTo(0xffff_ffffL);
    mmu.write32(A, 0);
    assertThat(mmu.read64(A)).isEqualTo(-1);
    assertThat(machine.bus.droppedWrites()).isEqualTo(4);
    assertThat(machine.bus.unansweredReads()).isEqualTo(12);
  }

  @Test
  void withoutPagingLinearAddressesArePhysical() {
    mmu.setControl(0, 0, 0);
    mmu.setUserMode(true);
    mmu.write32(0x1234, 99);
    assertThat(machine.memory.read(0x1234, 4)).isEqualTo(99);
    assertThat(mmu.translateFetch(0x5678)).isEqualTo(0x5678);
    assertThat(mmu.peek(0x1000)).hasValue(0x1000);
  }

  @Test
  void recordingKeepsPhysicalAddressesInProgramOrder() {
    map(0, ALL);
    map(1, ALL);
    mmu.write64(A, 1);
    mmu.read64(A);
    AccessLog log = AccessLog.ofData();
    mmu.recordAccesses(log);
    mmu.read16(A + 6);
    mmu.write64(A + 4092, 3);
    mmu.writeSupervisor(A + 64, 4, 1);
    mmu.setUserMode(true);
    mmu.readForUpdate8(A + 1);
    mmu.stopRecording();
    mmu.read64(A);
    assertThat(entries(log))
        .containsExactly("R 200006 2", "W 200ffc 4", "W 202000 4", "W 200040 4", "R 200001 1");
    log.clear();
    assertThat(log.size()).isZero();
  }

  private static List<String> entries(AccessLog log) {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String kind = log.isWrite(i) ? "W" : "R";
      result.add("%s %x %d".formatted(kind, log.physical(i), log.bytes(i)));
    }
    return result;
  }

  @Test
  void readsOfUntouchedFramesSeeTheFirstWriteOfAnotherCpu() {
    map(0, ALL);
    assertThat(mmu.read64(A)).isZero();
    assertThat(mmu.read64(A)).isZero();
    long frames = machine.memory.allocatedFrames();
    machine.otherMmu.write64(A, 4711);
    assertThat(machine.memory.allocatedFrames()).isEqualTo(frames + 1);
    assertThat(mmu.read64(A)).isEqualTo(4711);
    machine.memory.write(FRAME, 8, 4712);
    assertThat(mmu.read64(A)).isEqualTo(4712);
  }

  @Test
  void peekChangesNothing() {
    map(0, ALL);
    assertThat(mmu.peek(A + 17)).hasValue(FRAME + 17);
    assertThat(mmu.peek(A + 4096)).isEmpty();
    assertThat(tables.entry(machine.root, A, SMALL) & Pte.ACCESSED).isZero();
    assertThat(mmu.inspection().pageWalks()).isZero();
  }

  /** As measured on a processor: before translation, and not for accesses of sixteen bytes. */
  @Test
  void alignmentIsCheckedInUserModeOnly() {
    map(0, ALL);
    mmu.setControl(CR0 | 1 << 18, CR4, EFER);
    mmu.setAlignmentCheckFlag(true);
    mmu.write64(A + 1, 0x1122_3344_5566_7788L);
    mmu.setUserMode(true);
    assertThat(mmu.read8(A + 1)).isEqualTo(0x88);
    assertThat(mmu.read64(A)).isEqualTo(0x2233_4455_6677_8800L);
    mmu.write32(A + 4, 1);
    assertThatThrownBy(() -> mmu.read16(A + 1)).isInstanceOf(MisalignedAccess.class);
    assertThatThrownBy(() -> mmu.write32(A + 2, 1)).isInstanceOf(MisalignedAccess.class);
    assertThatThrownBy(() -> mmu.readForUpdate64(A + 4)).isInstanceOf(MisalignedAccess.class);
    assertThatThrownBy(() -> mmu.read32(A + 4097)).isInstanceOf(MisalignedAccess.class);
    assertThatThrownBy(() -> mmu.read64(0x8000_0000_0001L)).isInstanceOf(NonCanonicalAddress.class);
    long[] vector = new long[2];
    mmu.read128(A + 4, vector, 0);
    assertThat(vector[0]).isEqualTo(0x11_0000_0001L);
    mmu.write128(A + 4, 2, 3);
    assertThat(mmu.readSupervisor(A + 4, 8)).isEqualTo(2);
    mmu.setAlignmentCheckFlag(false);
    assertThat(mmu.read16(A + 3)).isEqualTo(0x266);
    mmu.setAlignmentCheckFlag(true);
    mmu.setControl(CR0, CR4, EFER);
    assertThat(mmu.read16(A + 3)).isEqualTo(0x266);
  }
}
