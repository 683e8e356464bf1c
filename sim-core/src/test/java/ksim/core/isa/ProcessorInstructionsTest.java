package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectInvalid;
import static ksim.core.isa.GuestFaults.expectProtection;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.SystemFixture;
import ksim.core.isa.FastSystemCallOps.Sysenter;
import ksim.core.isa.FastSystemCallOps.Sysexit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RDRAND, PKRU, XCR0, SYSENTER and their kin: SDM volume 2. */
class ProcessorInstructionsTest {
  private static final long HIGH = 0xffff_8000_0000_1000L;
  private static final long NOT_CANONICAL = 0x0000_8000_0000_0000L;

  private final SystemFixture machine = new SystemFixture("max");
  private final Cpu cpu = machine.cpu;

  private static List<Long> randomNumbers(Cpu cpu) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      new RandomOps.ReadRandom(new Registers.Register64(Cpu.RBX)).exec(cpu);
      numbers.add(cpu.gpr[Cpu.RBX]);
    }
    return numbers;
  }

  @Test
  void randomNumbersFollowFromTheSeed() {
    List<Long> numbers = randomNumbers(cpu);
    assertThat(numbers).doesNotHaveDuplicates();
    assertThat(randomNumbers(new SystemFixture("max").cpu)).isEqualTo(numbers);
    cpu.flags.setStatus(Flags.STATUS & ~Flags.CF);
    cpu.gpr[Cpu.RBX] = -1;
    new RandomOps.ReadRandom(new Registers.Register16(Cpu.RBX)).exec(cpu);
    assertThat(cpu.flags.status()).isEqualTo(Flags.CF);
    assertThat(cpu.gpr[Cpu.RBX] >>> 16).isEqualTo(-1L >>> 16);
  }

  @Test
  void protectionKeyRights() {
    Op read = new ProtectionKeyOps.ReadRights();
    Op write = new ProtectionKeyOps.WriteRights();
    expectInvalid(cpu, read);
    expectInvalid(cpu, write);
    cpu.control.cr4 |= Cr4.PKE;
    cpu.gpr[Cpu.RAX] = 0xdead_beef_5555_aaaaL;
    cpu.gpr[Cpu.RCX] = 0;
    cpu.gpr[Cpu.RDX] = 0;
    write.exec(cpu);
    assertThat(cpu.control.pkru).isEqualTo(0x5555_aaaa);
    cpu.gpr[Cpu.RDX] = 1;
    expectProtection(cpu, write);
    machine.inUser();
    read.exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x5555_aaaaL);
    assertThat(cpu.gpr[Cpu.RDX]).isZero();
    cpu.gpr[Cpu.RCX] = 1;
    expectProtection(cpu, read);
    expectProtection(cpu, write);
  }

  @Test
  void protectionKeyRightsOfSupervisorPages() {
    cpu.gpr[Cpu.RCX] = 0x6e1;
    cpu.gpr[Cpu.RAX] = 0x5555_aaaaL;
    cpu.gpr[Cpu.RDX] = 0;
    new ModelSpecificRegisterOps.Wrmsr().exec(cpu);
    assertThat(cpu.control.pkrs).isEqualTo(0x5555_aaaa);
    assertThat(cpu.control.pkru).isZero();
    cpu.gpr[Cpu.RAX] = 0;
    new ModelSpecificRegisterOps.Rdmsr().exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x5555_aaaaL);
    cpu.gpr[Cpu.RDX] = 1;
    expectProtection(cpu, new ModelSpecificRegisterOps.Wrmsr());
  }

  private Op setControl(long value) {
    cpu.gpr[Cpu.RAX] = value & 0xffff_ffffL;
    cpu.gpr[Cpu.RDX] = value >>> 32;
    cpu.gpr[Cpu.RCX] = 0;
    return new ExtendedControlOps.WriteControl();
  }

  @Test
  void extendedControlRegister() {
    expectInvalid(cpu, setControl(7));
    expectInvalid(cpu, new ExtendedControlOps.ReadControl());
    cpu.control.cr4 |= Cr4.OSXSAVE;
    setControl(7).exec(cpu);
    setControl(3).exec(cpu);
    setControl(1).exec(cpu);
    setControl(0x201).exec(cpu);
    setControl(0x207).exec(cpu);
    new ExtendedControlOps.ReadControl().exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x207);
    expectProtection(cpu, withNumber(setControl(7), 1));
  }

  private Op withNumber(Op op, int number) {
    cpu.gpr[Cpu.RCX] = number;
    return op;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, 6, 5, 4, 0xe7, 0xf, 1L << 62 | 1, 1L << 63 | 1})
  void valuesThatTheExtendedControlRegisterRefuses(long value) {
    cpu.control.cr4 |= Cr4.OSXSAVE;
    expectProtection(cpu, setControl(value));
    assertThat(cpu.control.xcr0).isEqualTo(1);
  }

  @Test
  void onlyRing0SetsTheExtendedControlRegister() {
    cpu.control.cr4 |= Cr4.OSXSAVE;
    machine.inUser();
    expectProtection(cpu, setControl(7));
    cpu.gpr[Cpu.RCX] = 2;
    expectProtection(cpu, new ExtendedControlOps.ReadControl());
  }

  @Test
  void whatIsInUse() {
    cpu.control.cr4 |= Cr4.OSXSAVE;
    cpu.control.xcr0 = 0x207;
    Op read = withNumber(new ExtendedControlOps.ReadControl(), 1);
    read.exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isZero();
    cpu.vectors.lanes[4 * 15 + 1] = 1;
    cpu.control.pkru = 1;
    read.exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x202);
    cpu.vectors.lanes[4 * 3 + 3] = 1;
    cpu.x87.control = 0x27f;
    cpu.control.xcr0 = 3;
    read.exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(3);
    SystemFixture old = new SystemFixture("skylake,-xgetbv1");
    old.cpu.control.cr4 |= Cr4.OSXSAVE;
    old.cpu.gpr[Cpu.RCX] = 1;
    expectProtection(old.cpu, new ExtendedControlOps.ReadControl());
  }

  private void entryPoints() {
    cpu.msrs.sysenterCs = 0x0b;
    cpu.msrs.sysenterEsp = HIGH + 8;
    cpu.msrs.sysenterEip = HIGH;
  }

  @Test
  void sysenterEntersRing0() {
    entryPoints();
    machine.inUser();
    machine.flags(0x3202);
    new Sysenter().exec(cpu);
    assertThat(cpu.cpl()).isZero();
    assertThat(cpu.rip).isEqualTo(HIGH);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(HIGH + 8);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x08);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x10);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x3002);
    assertThat(cpu.code().isLong()).isTrue();
  }

  @Test
  void sysenterFromCompatibilityModeEnters64BitMode() {
    entryPoints();
    machine.inUser();
    cpu.loadCode(new Segment(0x53, 0, 0xffff_ffffL, 0xc0fb));
    new Sysenter().exec(cpu);
    assertThat(cpu.code().isLong()).isTrue();
    assertThat(cpu.rip).isEqualTo(HIGH);
  }

  @Test
  void sysenterOutsideIa32eMode() {
    entryPoints();
    cpu.control.cr0 = 0x11;
    cpu.msrs.efer = 0;
    cpu.loadCode(new Segment(0x53, 0, 0xffff_ffffL, 0xc0fb));
    cpu.setCpl(3);
    new Sysenter().exec(cpu);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
    assertThat(cpu.rip).isEqualTo(HIGH & 0xffff_ffffL);
    cpu.gpr[Cpu.RCX] = 0x1234;
    cpu.gpr[Cpu.RDX] = 0x5678;
    new Sysexit(32).exec(cpu);
    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(cpu.rip).isEqualTo(0x5678);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x1234);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x1b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x23);
    cpu.setCpl(0);
    cpu.control.cr0 = 0x10;
    expectProtection(cpu, new Sysenter());
    expectProtection(cpu, new Sysexit(32));
  }

  @Test
  void sysexitEntersRing3() {
    entryPoints();
    cpu.gpr[Cpu.RCX] = 0x7fff_ffff_f000L;
    cpu.gpr[Cpu.RDX] = 0x1_0000_1000L;
    new Sysexit(64).exec(cpu);
    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(cpu.rip).isEqualTo(0x1_0000_1000L);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x7fff_ffff_f000L);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x2b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x33);
    expectProtection(cpu, new Sysexit(64));
  }

  @Test
  void sysexitToCompatibilityMode() {
    entryPoints();
    cpu.gpr[Cpu.RCX] = 0x1_0000_1000L;
    cpu.gpr[Cpu.RDX] = NOT_CANONICAL | 0x10;
    new Sysexit(32).exec(cpu);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
    assertThat(cpu.rip).isEqualTo(0x10);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x1000);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x1b);
  }

  @Test
  void whatSysenterAndSysexitRefuse() {
    cpu.msrs.sysenterCs = 3;
    expectProtection(cpu, new Sysenter());
    expectProtection(cpu, new Sysexit(64));
    entryPoints();
    cpu.gpr[Cpu.RCX] = NOT_CANONICAL;
    expectProtection(cpu, new Sysexit(64));
    cpu.gpr[Cpu.RCX] = 0;
    cpu.gpr[Cpu.RDX] = NOT_CANONICAL;
    expectProtection(cpu, new Sysexit(64));
  }

  @Test
  void processorNumber() {
    cpu.msrs.tscAux = 0x1234_5678;
    new TimeStampOps.Rdpid(new Registers.Register64(Cpu.RBX)).exec(cpu);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x1234_5678);
  }

  @Test
  void thereAreNoPerformanceCounters() {
    expectProtection(cpu, new TimeStampOps.Rdpmc());
  }
}
