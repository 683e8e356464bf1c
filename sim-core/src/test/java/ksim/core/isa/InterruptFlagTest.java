package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import ksim.mmu.MisalignedAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CLI, STI, PUSHF, POPF and HLT: SDM volume 2, and volume 3, sections 2.3 and 6.8. */
class InterruptFlagTest {
  private static final long STACK = 0x12_0000;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private void enter(int ring) {
    if (ring == 3) {
      machine.inUser();
    }
    cpu.gpr[Cpu.RSP] = STACK;
  }

  private void expectProtection(Op op) {
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> op.exec(cpu))
        .matches(e -> e.vector() == 13 && e.errorCode() == 0);
  }

  @Test
  void stiOpensAShadowOnlyIfInterruptsWereDisabled() {
    machine.flags(0x2);
    new InterruptFlagOps.Sti().exec(cpu);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x202);
    assertThat(cpu.interrupts.shadow).isTrue();
    cpu.interrupts.shadow = false;
    new InterruptFlagOps.Sti().exec(cpu);
    assertThat(cpu.interrupts.shadow).isFalse();
    new InterruptFlagOps.Cli().exec(cpu);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x2);
  }

  @Test
  void ring3NeedsIopl() {
    enter(3);
    machine.flags(0x2202);
    expectProtection(new InterruptFlagOps.Cli());
    expectProtection(new InterruptFlagOps.Sti());
    expectProtection(new InterruptFlagOps.Hlt());
    machine.flags(0x3202);
    new InterruptFlagOps.Cli().exec(cpu);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x3002);
    expectProtection(new InterruptFlagOps.Hlt());
  }

  @Test
  void hltSleeps() {
    new InterruptFlagOps.Hlt().exec(cpu);
    assertThat(cpu.interrupts.halted).isTrue();
  }

  /** Ring, RFLAGS before, value popped, RFLAGS after: volume 2, table 4-16. */
  @ParameterizedTest
  @CsvSource({
    "0, 0x2, -1, 0x247fd7",
    "0, 0x247fd7, 0, 0x2",
    "3, 0x2, -1, 0x244dd7", // neither IOPL nor IF
    "3, 0x3002, -1, 0x247fd7", // IOPL 3: IF, but not IOPL
    "3, 0x3202, 0, 0x3002",
    "3, 0x2202, 0, 0x2202"
  })
  void popf(int ring, String before, long popped, String after) {
    cpu.control.cr0 &= ~0x40000L;
    enter(ring);
    machine.flags(Long.decode(before));
    machine.put64(STACK, popped);
    new InterruptFlagOps.Popf(64).exec(cpu);
    assertThat(cpu.flags.toRflags()).isEqualTo(Long.decode(after));
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK + 8);
  }

  @Test
  void popfOf16BitsLeavesTheUpperFlags() {
    enter(0);
    machine.flags(0x200002);
    machine.put64(STACK, 0x0246);
    new InterruptFlagOps.Popf(16).exec(cpu);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x200246);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK + 2);
  }

  @Test
  void pushfHidesResumeFlag() {
    enter(0);
    machine.flags(0x10ad7);
    new InterruptFlagOps.Pushf(64).exec(cpu);
    assertThat(machine.get64(STACK - 8)).isEqualTo(0xad7);
    new InterruptFlagOps.Pushf(16).exec(cpu);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(STACK - 10);
  }

  @Test
  void alignmentIsCheckedFromPopfOn() {
    enter(3);
    machine.put64(STACK, 0x40002);
    new InterruptFlagOps.Popf(64).exec(cpu);
    assertThat(cpu.mmu.read64(STACK)).isEqualTo(0x40002);
    assertThatExceptionOfType(MisalignedAccess.class).isThrownBy(() -> cpu.mmu.read64(STACK + 4));
  }
}
