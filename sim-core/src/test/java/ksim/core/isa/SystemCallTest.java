package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SYSCALL, SYSRET and SWAPGS: SDM volume 2. */
class SystemCallTest {
  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  @BeforeEach
  void setRegisters() {
    cpu.msrs.star = 0x0018_0008L << 32;
    cpu.msrs.lstar = 0xffff_8000_0000_1000L;
    cpu.msrs.fmask = 0x4_7700;
  }

  private void expect(int vector, Op op) {
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> op.exec(cpu))
        .matches(e -> e.vector() == vector);
  }

  @Test
  void syscallEntersRing0() {
    machine.inUser();
    machine.flags(0x10_3 | 0x3_0202 | 0x400);
    long before = cpu.flags.toRflags();
    cpu.rip = 0x10_2002;
    new SystemCallOps.Syscall().exec(cpu);

    assertThat(cpu.gpr[Cpu.RCX]).isEqualTo(0x10_2002);
    assertThat(cpu.gpr[11]).isEqualTo(before & ~0x1_0000L);
    assertThat(cpu.flags.toRflags()).isEqualTo(before & ~0x5_7700L);
    assertThat(cpu.rip).isEqualTo(0xffff_8000_0000_1000L);
    assertThat(cpu.cpl()).isZero();
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x08);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x10);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(SystemFixture.USER_STACK);
  }

  @Test
  void sysretEntersRing3() {
    cpu.gpr[Cpu.RCX] = 0x10_2002;
    cpu.gpr[11] = -1L & ~(1L << 18);
    new SystemCallOps.Sysret(64).exec(cpu);

    assertThat(cpu.rip).isEqualTo(0x10_2002);
    // R11 and 3C7FD7H, and bit 1; AC aside.
    assertThat(cpu.flags.toRflags()).isEqualTo(0x38_7fd7L);
    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x2b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x23);
  }

  @Test
  void bothMustBeEnabled() {
    cpu.msrs.efer &= ~1L;
    expect(6, new SystemCallOps.Syscall());
    expect(6, new SystemCallOps.Sysret(64));
  }

  @Test
  void sysretChecksRingAndTarget() {
    cpu.gpr[Cpu.RCX] = 0x0000_8000_0000_0000L;
    expect(13, new SystemCallOps.Sysret(64));
    assertThat(cpu.cpl()).isZero();
    machine.inUser();
    cpu.gpr[Cpu.RCX] = 0x1000;
    expect(13, new SystemCallOps.Sysret(64));
  }

  @Test
  void swapgsExchangesTheBases() {
    cpu.segments.base[Segments.GS] = 1;
    cpu.msrs.kernelGsBase = 2;
    new SystemCallOps.Swapgs().exec(cpu);
    assertThat(cpu.segments.base[Segments.GS]).isEqualTo(2);
    assertThat(cpu.msrs.kernelGsBase).isEqualTo(1);
    machine.inUser();
    expect(13, new SystemCallOps.Swapgs());
  }

  @Test
  void sysretToCompatibilityMode() {
    cpu.gpr[Cpu.RCX] = 0x8000_1234_5678_9abcL;
    cpu.gpr[11] = 2;
    new SystemCallOps.Sysret(32).exec(cpu);
    assertThat(cpu.rip).isEqualTo(0x5678_9abcL);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x1b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x23);
    // Neither exists there.
    expect(6, new SystemCallOps.Syscall());
    cpu.setCpl(0);
    expect(6, new SystemCallOps.Sysret(64));
  }

  @Test
  void theStackSelectorWraps() {
    cpu.msrs.star = 0xffffL << 32;
    new SystemCallOps.Syscall().exec(cpu);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0xfffc);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x0004);
  }
}
