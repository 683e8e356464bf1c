package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;

/** Repeated string operations: chunks, restarts after faults. (Results: HostDifferentialTest.) */
class StringOpsTest {
  private static final long PAGE_END = Snapshot.MEMORY + 4096;

  private final SimulatedCpu simulated = new SimulatedCpu();
  private final Cpu cpu = simulated.cpu;

  private SimulatedCpu.Bound bound(String hex) {
    return SimulatedCpu.Bound.of(HexFormat.of().parseHex(hex));
  }

  /** Executes one chunk. */
  private void step(SimulatedCpu.Bound bound) {
    cpu.rip = bound.next();
    bound.op().exec(cpu);
  }

  @Test
  void staysAtItselfUntilTheCountIsUsedUp() {
    SimulatedCpu.Bound stosq = bound("f348ab");
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY;
    cpu.gpr[Cpu.RCX] = StringForm.CHUNK + 3;
    step(stosq);
    assertThat(cpu.rip).isEqualTo(Snapshot.CODE);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(3);
    step(stosq);
    assertThat(cpu.rip).isEqualTo(stosq.next());
    assertThat(cpu.gpr[Cpu.RCX]).isZero();
    assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(Snapshot.MEMORY + 8 * (StringForm.CHUNK + 3));
  }

  @Test
  void doesNothingWithoutCount() {
    cpu.flags.setStatus(Flags.STATUS);
    cpu.gpr[Cpu.RDI] = 1L << 63;
    cpu.gpr[Cpu.RSI] = 1L << 63;
    for (String hex : new String[] {"f3aa", "f3a4", "f3ac", "f3ae", "f2ae", "f3a6", "f2a6"}) {
      SimulatedCpu.Bound bound = bound(hex);
      step(bound);
      assertThat(cpu.rip).isEqualTo(bound.next());
    }
    assertThat(cpu.flags.status()).isEqualTo(Flags.STATUS);
    assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(1L << 63);
  }

  @Test
  void faultLeavesTheIterationsBeforeItDone() {
    simulated.mapPages();
    simulated.setPage(PAGE_END, SimulatedCpu.ABSENT);
    SimulatedCpu.Bound stosd = bound("f3ab");
    cpu.gpr[Cpu.RAX] = 0x1234_5678;
    cpu.gpr[Cpu.RDI] = PAGE_END - 10;
    cpu.gpr[Cpu.RCX] = 5;
    assertThatThrownBy(() -> step(stosd)).isInstanceOf(PageFault.class);
    assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(PAGE_END - 2);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(3);
    simulated.setPage(PAGE_END, SimulatedCpu.WRITABLE);
    step(stosd);
    assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(PAGE_END + 10);
    assertThat(cpu.gpr[Cpu.RCX]).isZero();
    assertThat(simulated.memory.read(PAGE_END - 2, 4)).isEqualTo(0x1234_5678);
  }

  @Test
  void faultingComparisonLeavesTheFlags() {
    simulated.mapPages();
    simulated.setPage(PAGE_END, SimulatedCpu.ABSENT);
    cpu.flags.setStatus(Flags.CF | Flags.OF);
    cpu.gpr[Cpu.RDI] = PAGE_END - 4;
    cpu.gpr[Cpu.RCX] = 10;
    assertThatThrownBy(() -> step(bound("f3ae"))).isInstanceOf(PageFault.class);
    assertThat(cpu.flags.status()).isEqualTo(Flags.CF | Flags.OF);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(6);
  }

  @Test
  void comparisonEndsAtTheElementThatDecides() {
    byte[] text = "abcdefgh".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    simulated.memory.writeBytes(Snapshot.MEMORY, text, 0, text.length);
    cpu.gpr[Cpu.RAX] = 'd';
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY;
    cpu.gpr[Cpu.RCX] = -1;
    step(bound("f2ae"));
    assertThat(cpu.gpr[Cpu.RDI]).isEqualTo(Snapshot.MEMORY + 4);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(-5);
    assertThat(cpu.flags.zero()).isTrue();
    assertThat(cpu.rip).isEqualTo(Snapshot.CODE + 2);
  }

  @Test
  void readsTheOverriddenSegmentAndWritesToEs() {
    cpu.segmentBase[ksim.core.cpu.Segments.FS] = 0x100;
    simulated.memory.write(Snapshot.MEMORY + 0x100, 8, 0x1122_3344_5566_7788L);
    cpu.gpr[Cpu.RSI] = Snapshot.MEMORY;
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY + 0x200;
    step(bound("6448a5"));
    assertThat(simulated.memory.read(Snapshot.MEMORY + 0x200, 8)).isEqualTo(0x1122_3344_5566_7788L);
  }
}
