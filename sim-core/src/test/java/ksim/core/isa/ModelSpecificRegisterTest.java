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
    assertThat(read(0x201)).isEqualTo(0x3f_8000_0800L);
    write(0x26f, 0x0505_0505_0505_0505L).exec(cpu);
    assertThat(read(0x26f)).isEqualTo(0x0505_0505_0505_0505L);
    expectProtection(cpu, write(0xfe, 0));
  }

  @Test
  void others() {
    cpu.msrs.apicBase = 0xfee0_0900L;
    write(0x1b, 0xfee0_0900L).exec(cpu);
    expectStop(cpu, write(0x1b, 0xfee0_0d00L));
    expectProtection(cpu, write(0x12345, 0));
    cpu.gpr[Cpu.RCX] = 0x4000_0000;
    expectProtection(cpu, new ModelSpecificRegisterOps.Rdmsr());
    machine.inUser();
    expectProtection(cpu, new ModelSpecificRegisterOps.Rdmsr());
    expectProtection(cpu, write(0xc000_0100, 0));
  }
}
