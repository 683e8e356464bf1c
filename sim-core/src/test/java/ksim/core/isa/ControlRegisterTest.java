package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectInvalid;
import static ksim.core.isa.GuestFaults.expectProtection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import ksim.core.isa.ControlRegisterOps.MovFromControl;
import ksim.core.isa.ControlRegisterOps.MovToControl;
import ksim.core.isa.DebugRegisterOps.MovFromDebug;
import ksim.core.isa.DebugRegisterOps.MovToDebug;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control registers (SDM volume 3, section 2.5) and debug registers (section 17.2). */
class ControlRegisterTest {
  private static final long CR0 = 0x8005_0033L;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private Op write(int number, long value) {
    cpu.gpr[Cpu.RAX] = value;
    return new MovToControl(number, Cpu.RAX);
  }

  private long read(int number) {
    new MovFromControl(Cpu.RBX, number).exec(cpu);
    return cpu.gpr[Cpu.RBX];
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 8})
  void onlyRing0(int number) {
    machine.inUser();
    expectProtection(cpu, new MovFromControl(Cpu.RAX, number));
    expectProtection(cpu, write(number, 0));
    expectProtection(cpu, new ControlRegisterOps.Clts());
    expectProtection(cpu, new MovFromDebug(Cpu.RAX, 7));
  }

  @Test
  void cr0() {
    write(0, CR0 | 8).exec(cpu);
    assertThat(read(0)).isEqualTo(CR0 | 8);
    new ControlRegisterOps.Clts().exec(cpu);
    assertThat(read(0)).isEqualTo(CR0);
    // ET is always set, other reserved low bits are ignored.
    write(0, (CR0 & ~0x10L) | 0x40).exec(cpu);
    assertThat(read(0)).isEqualTo(CR0);
    expectProtection(cpu, write(0, CR0 | 1L << 32));
    expectProtection(cpu, write(0, CR0 & ~1L));
    expectProtection(cpu, write(0, CR0 | 1 << 29));
    // Paging stays on in 64-bit mode.
    expectProtection(cpu, write(0, CR0 & ~(1L << 31)));
    assertThat(read(0)).isEqualTo(CR0);
  }

  @Test
  void writeProtectReachesTheMmu() {
    machine.put64(SystemFixture.TABLES + 0x3000 + 0x50 * 8, 0x50001);
    cpu.mmu.flushAll();
    write(0, CR0 & ~0x1_0000L).exec(cpu);
    cpu.mmu.write64(0x50000, 7);
    write(0, CR0).exec(cpu);
    assertThatExceptionOfType(PageFault.class).isThrownBy(() -> cpu.mmu.write64(0x50000, 7));
  }

  @Test
  void cr4() {
    write(4, 0xa0).exec(cpu);
    assertThat(read(4)).isEqualTo(0xa0);
    expectProtection(cpu, write(4, 0x80));
    expectProtection(cpu, write(4, 0xa0 | 1 << 15));
    expectProtection(cpu, write(4, 0xa0 | 1L << 40));
    // Process contexts need PCID 0 to begin with.
    cpu.control.cr3 |= 8;
    expectProtection(cpu, write(4, 0xa0 | 1 << 17));
  }

  @Test
  void cr3AndCr8() {
    expectProtection(cpu, write(3, SystemFixture.TABLES | 1L << 50));
    write(3, SystemFixture.TABLES | 0x18).exec(cpu);
    assertThat(read(3)).isEqualTo(SystemFixture.TABLES | 0x18);
    write(8, 9).exec(cpu);
    assertThat(cpu.interruptController.taskPriority()).isEqualTo(9);
    assertThat(read(8)).isEqualTo(9);
    expectProtection(cpu, write(8, 0x10));
  }

  @Test
  void machineStatusWord() {
    new ControlRegisterOps.Lmsw(new Immediate(0xa)).exec(cpu);
    // TS and MP as given, PE cannot be cleared.
    assertThat(read(0)).isEqualTo((CR0 & ~0xfL) | 0xb);
  }

  @Test
  void debugRegisters() {
    cpu.gpr[Cpu.RAX] = 0x1234_5678_9abc_def0L;
    new MovToDebug(0, Cpu.RAX).exec(cpu);
    assertThat(cpu.control.debug[0]).isEqualTo(0x1234_5678_9abc_def0L);
    expectProtection(cpu, new MovToDebug(6, Cpu.RAX));
    cpu.gpr[Cpu.RAX] = 0;
    new MovToDebug(4, Cpu.RAX).exec(cpu);
    assertThat(cpu.control.debug[6]).isEqualTo(0xffff_0ff0L);
    new MovToDebug(7, Cpu.RAX).exec(cpu);
    assertThat(cpu.control.debug[7]).isEqualTo(0x400);
    cpu.gpr[Cpu.RAX] = 0xffff_ffffL & ~0x2000;
    new MovToDebug(7, Cpu.RAX).exec(cpu);
    assertThat(cpu.control.debug[7]).isEqualTo(0xffff_07ffL);
    cpu.gpr[Cpu.RAX] = 1L << 32;
    expectProtection(cpu, new MovToDebug(7, Cpu.RAX));
    cpu.control.cr4 |= 8;
    expectInvalid(cpu, new MovToDebug(5, Cpu.RAX));
  }

  @Test
  void generalDetect() {
    cpu.gpr[Cpu.RAX] = 0x2400;
    new MovToDebug(7, Cpu.RAX).exec(cpu);
    GuestFaults.expect(cpu, new MovFromDebug(Cpu.RBX, 0), 1, GuestException.NO_ERROR_CODE);
    assertThat(cpu.control.debug[6] & 0x2000).isNotZero();
    new MovFromDebug(Cpu.RBX, 7).exec(cpu);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x400);
  }
}
