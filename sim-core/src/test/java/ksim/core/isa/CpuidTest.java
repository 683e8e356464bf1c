package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.fault.Descriptors;
import ksim.core.fault.SystemFixture;
import ksim.core.machine.Machine;
import org.junit.jupiter.api.Test;

/** CPUID: SDM volume 2, CPUID, tables 3-8 and 3-10. */
class CpuidTest {
  private Cpu cpu = new SystemFixture().cpu;

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
  void featuresFollowFromTheModel() {
    query(1, 0);
    // FPU DE PSE TSC MSR PAE MCE CX8 APIC SEP MTRR PGE MCA CMOV PAT PSE36 CLFSH MMX FXSR SSE SSE2
    assertThat(cpu.gpr[Cpu.RDX]).isEqualTo(0x078b_fbfdL);
    // SSE3 PCLMULQDQ EIST SSSE3 FMA CX16 XTPR PCID SSE4.1 SSE4.2 X2APIC MOVBE POPCNT DEADLINE AES
    // XSAVE AVX
    // F16C RDRAND
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(0xf7fa_7283L);
    query(7, 0);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x009c_27abL);
    query(0x8000_0001L, 0);
    assertThat(cpu.gpr[Cpu.RDX]).isEqualTo(0x2c10_0800L);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(0x121);
    cpu = new SystemFixture("skylake,-avx2,-bmi2,+sha").cpu;
    query(7, 0);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x209c_268bL);
  }

  @Test
  void syscallIsShownIn64BitModeOnly() {
    cpu.segments.register[Segments.CS] = Descriptors.read(cpu, SystemFixture.CODE_32, 0);
    query(0x8000_0001L, 0);
    assertThat(cpu.gpr[Cpu.RDX]).isEqualTo(0x2c10_0000L);
  }

  @Test
  void operatingSystemBitsFollowControlRegister4() {
    cpu = new SystemFixture("max").cpu;
    query(1, 0);
    assertThat(cpu.gpr[Cpu.RCX] >>> 27 & 1).isZero();
    query(7, 0);
    assertThat(cpu.gpr[Cpu.RCX] >>> 4 & 1).isZero();
    cpu.control.cr4 |= Cr4.OSXSAVE | Cr4.PKE;
    query(1, 0);
    assertThat(cpu.gpr[Cpu.RCX] >>> 27 & 1).isEqualTo(1);
    query(7, 0);
    assertThat(cpu.gpr[Cpu.RCX] >>> 4 & 1).isEqualTo(1);
  }

  /** The sizes and places are those of every processor that has the components. */
  @Test
  void extendedStates() {
    query(0xd, 0);
    assertThat(results()).containsExactly(7L, 576L, 832L, 0L);
    cpu.control.xcr0 = 7;
    query(0xd, 0);
    assertThat(results()).containsExactly(7L, 832L, 832L, 0L);
    query(0xd, 1);
    assertThat(results()).containsExactly(15L, 832L, 0L, 0L);
    query(0xd, 2);
    assertThat(results()).containsExactly(256L, 576L, 0L, 0L);
    query(0xd, 9);
    assertThat(results()).containsExactly(0L, 0L, 0L, 0L);
    cpu = new SystemFixture("max").cpu;
    cpu.control.xcr0 = 0x207;
    query(0xd, 0);
    assertThat(results()).containsExactly(0x207L, 2696L, 2696L, 0L);
    query(0xd, 1);
    assertThat(results()).containsExactly(15L, 840L, 0L, 0L);
    query(0xd, 9);
    assertThat(results()).containsExactly(8L, 2688L, 0L, 0L);
  }

  @Test
  void addressSizes() {
    query(0x8000_0008L, 0);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(48 << 8 | 46);
    cpu = new SystemFixture("max").cpu;
    query(0x8000_0008L, 0);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(57 << 8 | 46);
  }

  private List<Long> results() {
    return List.of(cpu.gpr[Cpu.RAX], cpu.gpr[Cpu.RBX], cpu.gpr[Cpu.RCX], cpu.gpr[Cpu.RDX]);
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

  /** Kernels take the crystal's frequency for that of the timer: SDM volume 3, section 11.5.4. */
  @Test
  void theTimerOfTheLocalApicCountsTheCrystal() {
    query(0x15, 0);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(Machine.CORE_HERTZ / Machine.APIC_TIMER_CYCLES);
  }
}
