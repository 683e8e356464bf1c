package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import ksim.core.cpu.Cpu;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;

/** Alignment, page borders and restart of vector instructions that access memory. */
class VectorMemoryTest {
  private static final long SECOND_PAGE = Snapshot.MEMORY + 0x1000;
  private static final int LANES = 4;

  private final SimulatedCpu simulated = new SimulatedCpu();
  private final Cpu cpu = simulated.cpu;
  private final long[] v = cpu.vectors.lanes;

  VectorMemoryTest() {
    simulated.mapPages();
    for (int i = 0; i < 16 * LANES; i++) {
      v[i] = 0x0101_0101_0101_0101L * i;
    }
  }

  private static Op op(String hex) {
    return SimulatedCpu.Bound.of(HexFormat.of().parseHex(hex)).op();
  }

  private void expectFault(Op op, long address) {
    assertThatExceptionOfType(PageFault.class)
        .isThrownBy(() -> op.exec(cpu))
        .matches(fault -> fault.address() == address, "fault at %x".formatted(address));
  }

  @Test
  void legacyOperandsOf16BytesMustBeAligned() {
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY + 8;
    GuestFaults.expectProtection(cpu, op("0f2807")); // movaps xmm0, [rdi]
    GuestFaults.expectProtection(cpu, op("0f2907")); // movaps [rdi], xmm0
    GuestFaults.expectProtection(cpu, op("660ffc07")); // paddb xmm0, [rdi]
    GuestFaults.expectProtection(cpu, op("660fe707")); // movntdq [rdi], xmm0
    op("0f1007").exec(cpu); // movups
    op("f20ff007").exec(cpu); // lddqu
    op("660f3a630700").exec(cpu); // pcmpistri xmm0, [rdi], 0
    op("660f3817c1").exec(cpu); // ptest xmm0, xmm1
  }

  @Test
  void vexOperandsNeedNotBeAlignedButThoseOfVmovaps() {
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY + 16;
    op("c5fdfc07").exec(cpu); // vpaddb ymm0, ymm0, [rdi]
    op("c5f82807").exec(cpu); // vmovaps xmm0, [rdi]
    GuestFaults.expectProtection(cpu, op("c5fc2807")); // vmovaps ymm0, [rdi]
    GuestFaults.expectProtection(cpu, op("c5fde707")); // vmovntdq [rdi], ymm0
  }

  @Test
  void storeIntoTwoPagesIsWholeOrNothing() {
    simulated.setPage(SECOND_PAGE, SimulatedCpu.READ_ONLY);
    cpu.gpr[Cpu.RDI] = SECOND_PAGE - 17;
    cpu.mmu.write64(SECOND_PAGE - 17, 0x77);
    expectFault(op("c5fe7f0f"), SECOND_PAGE); // vmovdqu [rdi], ymm1
    assertThat(cpu.mmu.read64(SECOND_PAGE - 17)).isEqualTo(0x77);
    op("f30f7f0f").exec(cpu); // movdqu [rdi], xmm1
    assertThat(cpu.mmu.read64(SECOND_PAGE - 17)).isEqualTo(v[LANES]);
    cpu.gpr[Cpu.RDI] = SECOND_PAGE - 9;
    expectFault(op("f30f7f17"), SECOND_PAGE); // movdqu [rdi], xmm2
    assertThat(cpu.mmu.read64(SECOND_PAGE - 9)).isEqualTo(v[LANES + 1]);
    simulated.setPage(SECOND_PAGE, SimulatedCpu.WRITABLE);
    op("f30f7f17").exec(cpu);
    assertThat(cpu.mmu.read64(SECOND_PAGE - 9)).isEqualTo(v[2 * LANES]);
    assertThat(cpu.mmu.read64(SECOND_PAGE - 1)).isEqualTo(v[2 * LANES + 1]);
  }

  @Test
  void loadThatFaultsInTheSecondPageChangesNothing() {
    simulated.setPage(SECOND_PAGE, SimulatedCpu.ABSENT);
    long[] before = v.clone();
    for (int distance : new int[] {1, 8, 9, 15}) {
      cpu.gpr[Cpu.RDI] = SECOND_PAGE - distance;
      expectFault(op("f30f6f0f"), SECOND_PAGE); // movdqu xmm1, [rdi]
      expectFault(op("c5fe6f0f"), SECOND_PAGE); // vmovdqu ymm1, [rdi]
      expectFault(op("c5f5fe0f"), SECOND_PAGE); // vpaddd ymm1, ymm1, [rdi]
    }
    assertThat(v).startsWith(Arrays.copyOf(before, 16 * LANES));
  }

  @Test
  void upperHalfIsKeptByLegacyAndClearedByVexEncodings() {
    long upper = v[LANES + 2];
    op("0f28ca").exec(cpu); // movaps xmm1, xmm2
    assertThat(v[LANES + 2]).isEqualTo(upper);
    op("c5f828ca").exec(cpu); // vmovaps xmm1, xmm2
    assertThat(v[LANES + 1]).isEqualTo(v[2 * LANES + 1]);
    assertThat(v[LANES + 2]).isZero();
    assertThat(v[LANES + 3]).isZero();
  }

  @Test
  void gatherGoesOnWhereItFaulted() {
    cpu.mmu.write32(Snapshot.MEMORY, 0x1111);
    cpu.mmu.write32(SECOND_PAGE, 0x2222);
    simulated.setPage(SECOND_PAGE, SimulatedCpu.ABSENT);
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY;
    v[LANES] = 0x1000L << 32; // xmm1: indices 0, 0x1000, 0x1000, 0
    v[LANES + 1] = 0x1000;
    v[2 * LANES] = -1; // xmm2: mask of the first three
    v[2 * LANES + 1] = 0x8000_0000L;
    v[0] = 0;
    v[1] = 0x5555_5555_5555_5555L;
    Op gather = op("c4e26990040f"); // vpgatherdd xmm0, [rdi + xmm1], xmm2
    expectFault(gather, SECOND_PAGE);
    assertThat(v[0]).isEqualTo(0x1111);
    assertThat(v[2 * LANES]).isEqualTo(0xffff_ffff_0000_0000L);
    assertThat(v[2 * LANES + 1]).isEqualTo(0xffff_ffffL);
    simulated.setPage(SECOND_PAGE, SimulatedCpu.WRITABLE);
    gather.exec(cpu);
    assertThat(v[0]).isEqualTo(0x2222_0000_1111L);
    assertThat(v[1]).isEqualTo(0x5555_5555_0000_2222L);
    assertThat(v[2 * LANES]).isZero();
    assertThat(v[2 * LANES + 1]).isZero();
  }

  @Test
  void bytesThatAreNotSelectedAreNotWritten() {
    cpu.gpr[Cpu.RDI] = Snapshot.MEMORY;
    cpu.mmu.write64(Snapshot.MEMORY, 0);
    v[0] = 0x8877_6655_4433_2211L;
    v[LANES] = 0x0080_7f00_ff00_0080L;
    v[LANES + 1] = 0;
    op("660ff7c1").exec(cpu); // maskmovdqu xmm0, xmm1
    assertThat(cpu.mmu.read64(Snapshot.MEMORY)).isEqualTo(0x0077_0000_4400_0011L);
  }
}
