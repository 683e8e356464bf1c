package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectProtection;
import static ksim.core.isa.GuestFaults.expectStop;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.fault.SystemFixture;
import ksim.core.platform.KvmClock;
import ksim.mmu.memory.CodePages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** KVM's clock as a guest sees it: cpuid.rst and msr.rst of Linux's documentation of KVM. */
class KvmClockRegistersTest {
  private static final int TIME_STAMP_COUNTER = 0x10;
  private static final int TSC_ADJUST = 0x3b;
  private static final int WALL_CLOCK = 0x4b56_4d00;
  private static final int SYSTEM_TIME = 0x4b56_4d01;
  private static final long TIME = 0x103000;
  private static final long DATE = 1_577_836_800L;

  private final SystemFixture machine = new SystemFixture("skylake,+kvmclock");
  private final Cpu cpu = machine.cpu;

  KvmClockRegistersTest() {
    cpu.guestClock = new KvmClock(cpu.mmu.bus(), new CodePages(), 3_000_000_000L, DATE);
  }

  private Op write(int number, long value) {
    cpu.gpr[Cpu.RCX] = number;
    cpu.gpr[Cpu.RAX] = value & 0xffff_ffffL;
    cpu.gpr[Cpu.RDX] = value >>> 32;
    return new ModelSpecificRegisterOps.Wrmsr();
  }

  private long read(int number) {
    cpu.gpr[Cpu.RCX] = number;
    new ModelSpecificRegisterOps.Rdmsr().exec(cpu);
    return cpu.gpr[Cpu.RDX] << 32 | cpu.gpr[Cpu.RAX];
  }

  /** The time that a guest computes from the structure, in nanoseconds. */
  private long systemTime() {
    long ticks = TimeStampOps.counter(cpu) - machine.memory.read(TIME + 8, 8);
    int shift = (byte) machine.memory.read(TIME + 28, 1);
    long shifted = shift < 0 ? ticks >>> -shift : ticks << shift;
    long multiplier = machine.memory.read(TIME + 24, 4);
    long product = ((shifted * multiplier) >>> 32) | (Math.multiplyHigh(shifted, multiplier) << 32);
    return machine.memory.read(TIME + 16, 8) + product;
  }

  @Test
  void theLeavesOfTheHypervisorNameIt() {
    cpu.gpr[Cpu.RAX] = 0x4000_0000L;
    new CpuidOps.Cpuid().exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x4000_0001L);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x4b4d_564bL);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(0x564b_4d56L);
    assertThat(cpu.gpr[Cpu.RDX]).isEqualTo(0x4d);
    cpu.gpr[Cpu.RAX] = 0x4000_0001L;
    new CpuidOps.Cpuid().exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(1 | 1 << 3 | 1 << 24);
    assertThat(cpu.model.maxBasicLeaf()).isEqualTo(0x16);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x11, 0x12, WALL_CLOCK, SYSTEM_TIME})
  void withoutTheFeatureThereAreNoRegisters(int number) {
    Cpu plain = new SystemFixture().cpu;
    plain.gpr[Cpu.RCX] = number;
    expectProtection(plain, new ModelSpecificRegisterOps.Rdmsr());
    expectProtection(plain, new ModelSpecificRegisterOps.Wrmsr());
  }

  @Test
  void theSystemTimeIsThatSinceTheStart() {
    cpu.cycles = 3_000_000_123L;
    write(SYSTEM_TIME, TIME | 1).exec(cpu);
    assertThat(systemTime()).isEqualTo(1_000_000_040L);
    cpu.cycles = 3L * 86_400_000_000_000L;
    // A day later it is 20 microseconds late: the multiplier has 32 bits.
    assertThat(systemTime()).isBetween(86_399_999_975_000L, 86_400_000_000_000L);
    assertThat(machine.memory.read(TIME + 29, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0x10, 5000", "0x3b, -77"})
  void theSystemTimeFollowsWritesOfTheCounter(String register, long value) {
    cpu.cycles = 3_000_000L;
    write(SYSTEM_TIME, TIME | 1).exec(cpu);
    long version = machine.memory.read(TIME, 4);
    write(Integer.decode(register), value).exec(cpu);
    cpu.cycles += 3000;
    assertThat(systemTime()).isBetween(1_000_999L, 1_001_000L);
    assertThat(version).isEven();
    assertThat(machine.memory.read(TIME, 4)).isEqualTo(version + 2);
  }

  @Test
  void aTimeThatIsNotEnabledIsNotWritten() {
    machine.memory.write(TIME, 8, 0x1234);
    write(SYSTEM_TIME, TIME).exec(cpu);
    write(TIME_STAMP_COUNTER, 99).exec(cpu);
    write(TSC_ADJUST, 98).exec(cpu);
    assertThat(machine.memory.read(TIME, 8)).isEqualTo(0x1234);
    assertThat(read(SYSTEM_TIME)).isEqualTo(TIME);
  }

  @Test
  void theWallClockIsTheDateOfTheStart() {
    cpu.cycles = 9_000_000_000L;
    machine.memory.write(TIME, 4, 7);
    write(WALL_CLOCK, TIME).exec(cpu);
    assertThat(machine.memory.read(TIME, 4)).isEqualTo(8);
    assertThat(machine.memory.read(TIME + 4, 8)).isEqualTo(DATE);
  }

  @Test
  void theOldNumbersMeanTheSame() {
    write(0x12, TIME | 1).exec(cpu);
    assertThat(read(SYSTEM_TIME)).isEqualTo(TIME | 1);
    assertThat(machine.memory.read(TIME + 29, 1)).isEqualTo(1);
    write(0x11, TIME + 64).exec(cpu);
    assertThat(read(WALL_CLOCK)).isEqualTo(TIME + 64);
    assertThat(machine.memory.read(TIME + 68, 4)).isEqualTo(DATE);
  }

  @Test
  void whereNoMemoryIsTheRunStops() {
    expectStop(cpu, write(SYSTEM_TIME, 1L << 30 | 1));
    expectStop(cpu, write(WALL_CLOCK, (4 << 20) - 4));
  }
}
