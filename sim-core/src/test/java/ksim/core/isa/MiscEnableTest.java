package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectInvalid;
import static ksim.core.isa.GuestFaults.expectProtection;
import static ksim.core.isa.GuestFaults.expectStop;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IA32_MISC_ENABLE and what depends on it: SDM volume 4, table 2-2. */
class MiscEnableTest {
  private static final int NUMBER = 0x1a0;
  private static final int EFER = 0xc000_0080;
  private static final long RESET = 0x1801;
  private static final long MONITOR = 1 << 18;
  private static final long LIMIT_LEAVES = 1 << 22;
  private static final long XD_DISABLE = 1L << 34;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private static Op write(Cpu cpu, int number, long value) {
    cpu.gpr[Cpu.RCX] = number;
    cpu.gpr[Cpu.RAX] = value & 0xffff_ffffL;
    cpu.gpr[Cpu.RDX] = value >>> 32;
    return new ModelSpecificRegisterOps.Wrmsr();
  }

  private Op write(long value) {
    return write(cpu, NUMBER, value);
  }

  private long read() {
    cpu.gpr[Cpu.RCX] = NUMBER;
    new ModelSpecificRegisterOps.Rdmsr().exec(cpu);
    return cpu.gpr[Cpu.RDX] << 32 | cpu.gpr[Cpu.RAX];
  }

  private void cpuid(long leaf) {
    cpu.gpr[Cpu.RAX] = leaf;
    cpu.gpr[Cpu.RCX] = 0;
    new CpuidOps.Cpuid().exec(cpu);
  }

  @Test
  void availabilityOfTracesIsReadOnly() {
    assertThat(read()).isEqualTo(RESET);
    write(0).exec(cpu);
    assertThat(read()).isEqualTo(0x1800);
    write(0x81).exec(cpu);
    assertThat(read()).isEqualTo(RESET);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 16, 18, 22, 23})
  void bitsThatCanBeSet(int bit) {
    write(1L << bit).exec(cpu);
    assertThat(read()).isEqualTo(0x1800 | 1L << bit);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 13, 17, 19, 21, 24, 33, 35, 63})
  void reservedBits(int bit) {
    expectProtection(cpu, write(RESET | 1L << bit));
    assertThat(read()).isEqualTo(RESET);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 18, 23})
  void bitsOfFeaturesThatAModelLacks(int bit) {
    Cpu baseline = new SystemFixture("x86-64").cpu;
    expectProtection(baseline, write(baseline, NUMBER, RESET | 1L << bit));
  }

  @Test
  void limitsTheLeavesOfCpuid() {
    write(RESET | LIMIT_LEAVES).exec(cpu);
    cpuid(0);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(2);
    cpuid(2);
    long second = cpu.gpr[Cpu.RAX];
    cpuid(7); // as the highest
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(second);
    write(RESET).exec(cpu);
    cpuid(0);
    assertThat(cpu.gpr[Cpu.RAX]).isGreaterThan(0xd);
  }

  @Test
  void takesTheExecuteDisableBitAway() {
    write(cpu, EFER, 0x501).exec(cpu);
    write(RESET | XD_DISABLE).exec(cpu);
    cpuid(0x8000_0001L);
    assertThat(cpu.gpr[Cpu.RDX] & 1 << 20).isZero();
    expectProtection(cpu, write(cpu, EFER, 0xd01));
    write(RESET).exec(cpu);
    cpuid(0x8000_0001L);
    assertThat(cpu.gpr[Cpu.RDX] & 1 << 20).isNotZero();
    write(cpu, EFER, 0xd01).exec(cpu);
  }

  @Test
  void doesNotTakeItAwayWhileItIsInUse() {
    expectStop(cpu, write(RESET | XD_DISABLE)); // the fixture has EFER.NXE set
  }

  private Op monitor() {
    cpu.gpr[Cpu.RCX] = 0;
    cpu.gpr[Cpu.RAX] = SystemFixture.KERNEL_STACK - 64;
    return new MonitorOps.Monitor(new FlatAddress(Cpu.RAX, Cpu.ZERO, 0, 0, -1, Segments.DS));
  }

  @Test
  void offersMonitorOnRequest() {
    cpuid(1);
    assertThat(cpu.gpr[Cpu.RCX] & 8).isZero();
    cpuid(5);
    assertThat(cpu.gpr[Cpu.RAX]).isZero();
    expectInvalid(cpu, monitor());
    expectInvalid(cpu, new MonitorOps.Mwait());
    write(RESET | MONITOR).exec(cpu);
    cpuid(1);
    assertThat(cpu.gpr[Cpu.RCX] & 8).isNotZero();
    cpuid(5);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(64);
    monitor().exec(cpu);
    new MonitorOps.Mwait().exec(cpu);
  }

  @Test
  void monitorTakesNoExtensions() {
    write(RESET | MONITOR).exec(cpu);
    Op monitor = monitor();
    cpu.gpr[Cpu.RCX] = 1L << 32;
    expectProtection(cpu, monitor);
    expectProtection(cpu, new MonitorOps.Mwait());
  }

  @Test
  void monitorIsForRingZero() {
    write(RESET | MONITOR).exec(cpu);
    Op monitor = monitor();
    machine.inUser();
    expectInvalid(cpu, monitor);
    expectInvalid(cpu, new MonitorOps.Mwait());
  }
}
