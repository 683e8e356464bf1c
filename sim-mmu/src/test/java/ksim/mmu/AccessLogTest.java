package ksim.mmu;

import static ksim.mmu.TestTables.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import ksim.mmu.paging.PageFault;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a log of accesses says of walks, of system structures, of devices, and of linear addresses.
 */
class AccessLogTest {
  private static final long A = 0x2000_0000_0000L;
  private static final long FRAME = 0x20_0000;

  private final TestMachine machine = new TestMachine();
  private final TestTables tables = machine.tables;
  private final Mmu mmu = machine.mmu;
  private final AccessLog log = AccessLog.withWalks();

  @BeforeEach
  void record() {
    tables.map(machine.root, A, FRAME, ALL);
    tables.map(machine.root, A + 4096, FRAME + 8192, ALL);
    mmu.recordAccesses(log);
  }

  private List<String> taken() {
    List<String> result = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      String kind = log.isWrite(i) ? "W" : "R";
      if (log.isWalk(i)) {
        String leaf = log.isLeaf(i) ? " leaf" : "";
        String fetch = log.isFetchWalk(i) ? " fetch" : "";
        result.add("%s level %d%s%s".formatted(kind, log.walkLevel(i), leaf, fetch));
      } else {
        String system = log.isSystem(i) ? " system" : "";
        String device = log.isDevice(i) ? " device" : "";
        result.add("%s %x %d%s%s".formatted(kind, log.linear(i) - A, log.bytes(i), system, device));
      }
      assertThat(log.isOperand(i)).isEqualTo(!log.isWalk(i) && !log.isSystem(i));
    }
    log.clear();
    return result;
  }

  @Test
  void aWalkStandsBeforeTheAccessThatNeedsIt() {
    mmu.read32(A + 8);
    assertThat(taken())
        .containsExactly(
            "R level 4",
            "R level 3",
            "R level 2",
            "R level 1 leaf",
            "W level 4",
            "W level 3",
            "W level 2",
            "W level 1 leaf",
            "R 8 4");
    mmu.write16(A + 2, 0);
    assertThat(taken())
        .as("the dirty flag")
        .containsExactly(
            "R level 4", "R level 3", "R level 2", "R level 1 leaf", "W level 1 leaf", "W 2 2");
    mmu.read128(A + 16, new long[2], 0);
    assertThat(taken()).containsExactly("R 10 8", "R 18 8");
  }

  @Test
  void walksTellTheirEntriesAndTheAddressTheyTranslate() {
    mmu.read8(A + 5);
    long[] physical = new long[4];
    for (int i = 0; i < 4; i++) {
      physical[i] = log.physical(i);
      assertThat(log.linear(i)).isEqualTo(A + 5);
      assertThat(log.bytes(i)).isEqualTo(8);
    }
    assertThat(physical[0]).isEqualTo(machine.root + 8L * Pte.index(A, 4));
    assertThat(physical[3]).isEqualTo(tables.entryAddress(machine.root, A, PageSize.SMALL_4K));
    assertThat(log.physical(8)).isEqualTo(FRAME + 5);
  }

  @Test
  void bothWalksOfAnAccessAcrossPagesStandBeforeIt() {
    mmu.read8(A);
    log.clear();
    mmu.flushAll();
    mmu.write64(A + 4094, -1);
    assertThat(taken().stream().filter(entry -> !entry.contains("level")))
        .containsExactly("W ffe 2", "W 1000 6");
    mmu.flushAll();
    mmu.read16(A + 4095);
    assertThat(taken())
        .containsExactly(
            "R level 4",
            "R level 3",
            "R level 2",
            "R level 1 leaf",
            "R level 4",
            "R level 3",
            "R level 2",
            "R level 1 leaf",
            "R fff 1",
            "R 1000 1");
  }

  @Test
  void aWalkThatFailsHasNoLeaf() {
    assertThatThrownBy(() -> mmu.read8(A + 8192)).isInstanceOf(PageFault.class);
    assertThat(taken()).containsExactly("R level 4", "R level 3", "R level 2", "R level 1");
  }

  @Test
  void fetchesAreToldApart() {
    mmu.translateFetch(A);
    assertThat(taken()).startsWith("R level 4 fetch").endsWith("W level 1 leaf fetch");
  }

  @Test
  void systemStructuresAndDevicesAreToldApart() {
    mmu.writeSupervisor(A, 8, 1);
    assertThat(taken()).endsWith("W 0 8 system");
    mmu.readSupervisor(A + 4092, 8);
    assertThat(taken()).endsWith("R ffc 4 system", "R 1000 4 system");
    tables.map(machine.root, A + 4096 * 2, 0xfee0_0000L, ALL);
    mmu.read8(A + 8192);
    assertThat(taken()).endsWith("R 2000 1 device");
  }

  @Test
  void aLogOfDataHasNoWalks() {
    AccessLog data = AccessLog.ofData();
    mmu.recordAccesses(data);
    mmu.read8(A);
    assertThat(data.size()).isEqualTo(1);
    mmu.stopRecording();
    mmu.flushAll();
    mmu.read8(A);
    assertThat(data.size()).isEqualTo(1);
    assertThat(log.size()).isZero();
  }

  @Test
  void isSavedWithWhatItHolds() throws IOException {
    for (int i = 0; i < 300; i++) {
      mmu.write8(A + i, i);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    log.save(new DataOutputStream(out));
    AccessLog copy = AccessLog.withWalks();
    copy.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    assertThat(copy.size()).isEqualTo(log.size()).isGreaterThan(300);
    for (int i = 0; i < log.size(); i++) {
      assertThat(copy.linear(i)).isEqualTo(log.linear(i));
      assertThat(copy.physical(i)).isEqualTo(log.physical(i));
      assertThat(copy.isWrite(i)).isEqualTo(log.isWrite(i));
    }
  }
}
