package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import ksim.core.cpu.Cpu;
import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.Test;

/** CPUID: SDM volume 2, CPUID, tables 3-8 and 3-10. */
class CpuidTest {
  private final Cpu cpu = new SystemFixture().cpu;

  private void query(long leaf, long subleaf) {
    cpu.gpr[Cpu.RAX] = leaf | 0xdead_0000_0000_0000L;
    cpu.gpr[Cpu.RCX] = subleaf;
    new CpuidOps.Cpuid().exec(cpu);
  }

  private String text(int... registers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * registers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int register : registers) {
      bytes.putInt((int) cpu.gpr[register]);
    }
    return new String(bytes.array(), StandardCharsets.US_ASCII).replace("\0", "");
  }

  @Test
  void vendorAndBrand() {
    query(0, 0);
    assertThat(text(Cpu.RBX, Cpu.RDX, Cpu.RCX)).isEqualTo("GenuineIntel");
    query(0x4000_0000L, 0);
    assertThat(text(Cpu.RBX, Cpu.RCX, Cpu.RDX)).isEqualTo("KSIMKSIMKSIM");
    StringBuilder brand = new StringBuilder();
    for (long leaf = 0x8000_0002L; leaf <= 0x8000_0004L; leaf++) {
      query(leaf, 0);
      brand.append(text(Cpu.RAX, Cpu.RBX, Cpu.RCX, Cpu.RDX));
    }
    assertThat(brand.toString()).isEqualTo("ksim x86-64 processor (Skylake) @ 3.00GHz");
  }

  @Test
  void familyAndModel() {
    query(1, 0);
    long signature = cpu.gpr[Cpu.RAX];
    assertThat(signature >>> 8 & 0xf).isEqualTo(6);
    assertThat((signature >>> 12 & 0xf0) | (signature >>> 4 & 0xf)).isEqualTo(94);
  }

  @Test
  void offersOnlyWhatExists() {
    query(1, 0);
    long x87MmxFxsrSse = 1 | 1 << 23 | 1 << 24 | 1 << 25 | 1 << 26;
    assertThat(cpu.gpr[Cpu.RDX] & x87MmxFxsrSse).isZero();
    long monitorX2apicDeadlineXsave = 1 << 3 | 1 << 21 | 1 << 24 | 1 << 26 | 1 << 27;
    assertThat(cpu.gpr[Cpu.RCX] & monitorX2apicDeadlineXsave).isZero();
    assertThat(cpu.gpr[Cpu.RCX] & 1L << 31).isNotZero();
    query(0x8000_0001L, 0);
    assertThat(cpu.gpr[Cpu.RDX] & 1 << 29).isNotZero();
    assertThat(ProcessorModel.support("sse2")).isEqualTo(ProcessorModel.Support.MISSING);
    assertThat(ProcessorModel.support("avx")).isEqualTo(ProcessorModel.Support.ABSENT);
    assertThat(ProcessorModel.support("bmi2")).isEqualTo(ProcessorModel.Support.OFFERED);
  }

  @Test
  void cacheSizes() {
    long[] bytes = {32 << 10, 32 << 10, 256 << 10, 8 << 20};
    for (int i = 0; i < bytes.length; i++) {
      query(4, i);
      long ebx = cpu.gpr[Cpu.RBX];
      long size =
          ((ebx >>> 22) + 1)
              * ((ebx >>> 12 & 0x3ff) + 1)
              * ((ebx & 0xfff) + 1)
              * (cpu.gpr[Cpu.RCX] + 1);
      assertThat(size).isEqualTo(bytes[i]);
    }
    query(4, 4);
    assertThat(cpu.gpr[Cpu.RAX]).isZero();
  }

  @Test
  void clockIsTheCrystalTimesTheRatio() {
    query(0x15, 0);
    assertThat(cpu.gpr[Cpu.RCX] * cpu.gpr[Cpu.RBX] / cpu.gpr[Cpu.RAX]).isEqualTo(3_000_000_000L);
    query(0x16, 0);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(3000);
    query(0x9999, 0);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(3000);
  }
}
