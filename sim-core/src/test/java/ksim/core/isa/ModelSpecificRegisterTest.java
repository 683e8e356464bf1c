package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectProtection;
import static ksim.core.isa.GuestFaults.expectStop;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RDMSR and WRMSR: SDM volume 2, and volume 4 for the registers. */
class ModelSpecificRegisterTest {
  private static final long NOT_CANONICAL = 0x0000_8000_0000_0000L;
  private static final long HIGH = 0xffff_8000_1234_5678L;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private Op write(int number, long value) {
    cpu.gpr[Cpu.RCX] = number;
    cpu.gpr[Cpu.RAX] = (value & 0xffff_ffffL) | 0xdead_0000_0000_0000L;
    cpu.gpr[Cpu.RDX] = value >>> 32;
    return new ModelSpecificRegisterOps.Wrmsr();
  }

  private long read(int number) {
    cpu.gpr[Cpu.RCX] = number;
    new ModelSpecificRegisterOps.Rdmsr().exec(cpu);
    return cpu.gpr[Cpu.RDX] << 32 | cpu.gpr[Cpu.RAX];
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc000_0082, 0xc000_0083, 0xc000_0100, 0xc000_0101, 0xc000_0102})
  void addressesMustBeCanonical(int number) {
    write(number, HIGH).exec(cpu);
    assertThat(read(number)).isEqualTo(HIGH);
    expectProtection(cpu, write(number, NOT_CANONICAL));
    assertThat(read(number)).isEqualTo(HIGH);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc000_0084, 0xc000_0103})
  void registersOf32Bits(int number) {
    write(number, 0x8000_0001L).exec(cpu);
    assertThat(read(number)).isEqualTo(0x8000_0001L);
    expectProtection(cpu, write(number, 1L << 32));
  }

  @Test
  void basesAreThoseOfTheSegments() {
    write(0xc000_0100, HIGH).exec(cpu);
    assertThat(cpu.segmentBase[Segments.FS]).isEqualTo(HIGH);
  }

  @Test
  void extendedFeatures() {
    assertThat(read(0xc000_0080)).isEqualTo(0xd01);
    // LMA is read only, LME cannot change while paging.
    write(0xc000_0080, 0x100).exec(cpu);
    assertThat(read(0xc000_0080)).isEqualTo(0x500);
    expectProtection(cpu, write(0xc000_0080, 1));
    expectProtection(cpu, write(0xc000_0080, 0xd01 | 1 << 12));
  }

  @Test
  void timeStampCounter() {
    cpu.cycles = 1000;
    assertThat(read(0x10)).isEqualTo(1000);
    write(0x10, 5000).exec(cpu);
    cpu.cycles = 1010;
    new TimeStampOps.Rdtsc().exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(5010);
    assertThat(read(0x3b)).isEqualTo(4000);
    write(0xc000_0103, 7).exec(cpu);
    new TimeStampOps.Rdtscp().exec(cpu);
    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(7);
  }

  @Test
  void timeStampDisable() {
    cpu.control.cr4 |= 4;
    new TimeStampOps.Rdtsc().exec(cpu);
    machine.inUser();
    expectProtection(cpu, new TimeStampOps.Rdtsc());
    expectProtection(cpu, new TimeStampOps.Rdtscp());
  }

  @Test
  void pageAttributeTable() {
    assertThat(read(0x277)).isEqualTo(0x0007_0406_0007_0406L);
    write(0x277, 0x0007_0106_0007_0106L).exec(cpu);
    expectProtection(cpu, write(0x277, 0x0007_0206_0007_0106L));
  }

  @Test
  void memoryTypeRanges() {
    assertThat(read(0xfe)).isEqualTo(0x508);
    assertThat(read(0x2ff)).isEqualTo(0xc06);
    write(0x201, 0x3f_8000_0800L).exec(cpu);
    write(0x200, 0x3f_8000_0006L).exec(cpu);
    expectProtection(cpu, write(0x200, 0x3f_8000_0002L));
    expectProtection(cpu, write(0x200, 0x3f_8000_0106L));
    expectProtection(cpu, write(0x200, 1L << 46));
    expectProtection(cpu, write(0x201, 0x3f_8000_0c00L));
    expectProtection(cpu, write(0x2ff, 0x1c06));
    expectProtection(cpu, write(0x2ff, 0xc02));
    expectProtection(cpu, write(0x26f, 0x0505_0505_0505_0507L));
    assertThat(read(0x201)).isEqualTo(0x3f_8000_0800L);
    write(0x26f, 0x0505_0505_0505_0505L).exec(cpu);
    assertThat(read(0x26f)).isEqualTo(0x0505_0505_0505_0505L);
    expectProtection(cpu, write(0xfe, 0));
  }

  @Test
  void others() {
    assertThat(read(0x1b)).isEqualTo(0xfee0_0900L);
    write(0x1b, 0xfed0_0900L).exec(cpu);
    assertThat(read(0x1b)).isEqualTo(0xfed0_0900L);
    expectProtection(cpu, write(0x1b, 0xfee0_0901L));
    expectProtection(cpu, write(0x1b, 0xfee0_0500L)); // x2APIC while disabled
    expectProtection(cpu, write(0x1b, 0x8000_fee0_0900L));
    expectProtection(cpu, write(0x12345, 0));
    cpu.gpr[Cpu.RCX] = 0x4000_0000;
    expectProtection(cpu, new ModelSpecificRegisterOps.Rdmsr());
    machine.inUser();
    expectProtection(cpu, new ModelSpecificRegisterOps.Rdmsr());
    expectProtection(cpu, write(0xc000_0100, 0));
  }

  @Test
  void machineChecks() {
    assertThat(read(0x179)).isEqualTo(0x100);
    write(0x17b, -1).exec(cpu);
    assertThat(read(0x17b)).isEqualTo(-1);
    expectProtection(cpu, write(0x17b, 5));
    expectProtection(cpu, write(0x400, 0)); // there is no bank
  }

  @Test
  void systemEntryPoints() {
    write(0x174, 0x1234).exec(cpu);
    assertThat(cpu.msrs.sysenterCs).isEqualTo(0x1234);
    write(0x175, HIGH).exec(cpu);
    write(0x176, HIGH).exec(cpu);
    assertThat(cpu.msrs.sysenterEip).isEqualTo(HIGH);
    expectProtection(cpu, write(0x174, 1L << 32));
    expectProtection(cpu, write(0x175, NOT_CANONICAL));
    expectProtection(cpu, write(0x176, NOT_CANONICAL));
  }

  @Test
  void debugControl() {
    write(0x1d9, 0).exec(cpu);
    assertThat(read(0x1d9)).isZero();
    expectStop(cpu, write(0x1d9, 1));
    expectProtection(cpu, write(0x1d9, 4));
  }

  @Test
  void microcodeRevision() {
    write(0x8b, 0).exec(cpu);
    assertThat(read(0x8b)).isEqualTo(1L << 32);
    assertThat(read(0x17)).isZero();
    expectProtection(cpu, write(0x17, 0));
    assertThat(read(0x3a)).isEqualTo(1);
    expectProtection(cpu, write(0x3a, 5));
  }

  @Test
  void extendedSupervisorState() {
    assertThat(read(0xda0)).isZero();
    write(0xda0, 0).exec(cpu);
    expectProtection(cpu, write(0xda0, 1 << 8));
  }

  /** What a model does not have: TSC_ADJUST, XSS, TSC_AUX; and what none has: PMU, VMX. */
  @ParameterizedTest
  @ValueSource(
      ints = {0x3b, 0xda0, 0xc000_0103, 0xc1, 0x186, 0x38f, 0x480, 0x6e0, 0x6e1, 0x802, 0x48})
  void registersThatDoNotExist(int number) {
    Cpu baseline = new SystemFixture("x86-64").cpu;
    baseline.gpr[Cpu.RCX] = number;
    expectProtection(baseline, new ModelSpecificRegisterOps.Rdmsr());
    expectProtection(baseline, new ModelSpecificRegisterOps.Wrmsr());
  }

  @Test
  void everyRegisterCanBeReadAndTakesItsOwnValue() {
    for (ModelSpecificRegister register : ModelSpecificRegisterTable.all()) {
      if (!cpu.model.has(register.feature())) {
        expectProtection(cpu, write(register.number(), 0));
        continue;
      }
      long value = read(register.number());
      if (register.legality().equals(RegisterLegality.READ_ONLY)) {
        expectProtection(cpu, write(register.number(), value));
      } else {
        write(register.number(), value).exec(cpu);
        assertThat(read(register.number())).as(register.name()).isEqualTo(value);
      }
    }
  }

  @Test
  void rangeBasesHaveReservedBits() {
    write(0x200, 0x1_0000_0006L).exec(cpu);
    for (long reserved : new long[] {1L << 63, 1L << 46, 1L << 8}) {
      expectProtection(cpu, write(0x200, reserved | 6));
    }
    assertThat(read(0x200)).isEqualTo(0x1_0000_0006L);
  }
}
