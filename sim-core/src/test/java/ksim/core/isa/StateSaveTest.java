package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expect;
import static ksim.core.isa.GuestFaults.expectInvalid;
import static ksim.core.isa.GuestFaults.expectProtection;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.ControlRegisters;
import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import ksim.core.isa.StateRestoreOps.Restore;
import ksim.core.isa.StateSaveOps.SaveCompacted;
import ksim.core.isa.StateSaveOps.SaveStandard;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** XSAVE and its kin, what a host without PKRU cannot show: SDM volume 1, chapter 13. */
class StateSaveTest {
  private static final long AREA = 0x10_4000;
  private static final long ALL = 0x207;
  private static final long COMPACTED = 1L << 63;

  private final SystemFixture machine = new SystemFixture("max");
  private final Cpu cpu = machine.cpu;
  private final Address area = new FlatAddress(Cpu.RBX, Cpu.ZERO, 0, 0, -1, 3);
  private final Op save = new SaveStandard(area, true, 16, false);
  private final Op saveOptimized = new SaveStandard(area, true, 16, true);
  private final Op saveCompacted = new SaveCompacted(area, true, 16, false);
  private final Op saveSupervisor = new SaveCompacted(area, true, 16, true);
  private final Op restore = new Restore(area, true, 16, false);
  private final Op restoreSupervisor = new Restore(area, true, 16, true);

  @BeforeEach
  void enable() {
    cpu.control.cr4 |= Cr4.OSXSAVE | Cr4.PKE;
    cpu.control.xcr0 = ALL;
    cpu.gpr[Cpu.RBX] = AREA;
    mask(-1);
  }

  private void mask(long components) {
    cpu.gpr[Cpu.RAX] = components & 0xffff_ffffL;
    cpu.gpr[Cpu.RDX] = components >>> 32;
  }

  private void fillState() {
    for (int i = 0; i < 64; i++) {
      cpu.vectors.lanes[i] = 0x1111_0000L + i;
    }
    cpu.vectors.mxcsr = 0x9fc0;
    cpu.x87.control = 0x27f;
    cpu.x87.significand[3] = 0x8000_0000_0000_0001L;
    cpu.x87.signExponent[3] = 0x3fff;
    cpu.x87.empty = 0xf7;
    ProtectionKeyOps.write(cpu, 0x5554);
  }

  private void clearState() {
    for (int i = 0; i < 64; i++) {
      cpu.vectors.lanes[i] = -1;
    }
    cpu.vectors.mxcsr = 0x1f80;
    cpu.x87.initialize();
    cpu.x87.significand[3] = 0;
    cpu.x87.signExponent[3] = 0;
    ProtectionKeyOps.write(cpu, 0);
  }

  private void expectFilled() {
    for (int i = 0; i < 64; i++) {
      assertThat(cpu.vectors.lanes[i]).as("lane %d", i).isEqualTo(0x1111_0000L + i);
    }
    assertThat(cpu.vectors.mxcsr).isEqualTo(0x9fc0);
    assertThat(cpu.x87.control).isEqualTo(0x27f);
    assertThat(cpu.x87.significand[3]).isEqualTo(0x8000_0000_0000_0001L);
    assertThat(cpu.control.pkru).isEqualTo(0x5554);
  }

  @Test
  void standardFormat() {
    fillState();
    save.exec(cpu);
    assertThat(machine.get64(AREA + 512)).isEqualTo(ALL);
    assertThat(machine.get64(AREA + 520)).isZero();
    assertThat(machine.get64(AREA + 576 + 16)).isEqualTo(0x1111_0006L);
    assertThat(machine.get64(AREA + 2688)).isEqualTo(0x5554);
    clearState();
    restore.exec(cpu);
    expectFilled();
    expectProtection(cpu, restoreSupervisor); // it wants the compacted format
  }

  @Test
  void compactedFormat() {
    fillState();
    saveCompacted.exec(cpu);
    assertThat(machine.get64(AREA + 512)).isEqualTo(ALL);
    assertThat(machine.get64(AREA + 520)).isEqualTo(COMPACTED | ALL);
    assertThat(machine.get64(AREA + 832)).isEqualTo(0x5554);
    clearState();
    restore.exec(cpu);
    expectFilled();
    mask(0x200);
    saveSupervisor.exec(cpu);
    assertThat(machine.get64(AREA + 520)).isEqualTo(COMPACTED | 0x200);
    assertThat(machine.get64(AREA + 576)).isEqualTo(0x5554);
    ProtectionKeyOps.write(cpu, 0);
    restoreSupervisor.exec(cpu);
    assertThat(cpu.control.pkru).isEqualTo(0x5554);
  }

  @Test
  void initialConfigurationsAreNotWritten() {
    machine.put64(AREA + 2688, 0x1234);
    machine.put64(AREA + 576, 0x1234);
    machine.put64(AREA + 512, 0x1f0);
    saveOptimized.exec(cpu);
    assertThat(machine.get64(AREA + 512)).isEqualTo(0x1f0);
    assertThat(machine.get64(AREA + 576)).isEqualTo(0x1234);
    assertThat(machine.get64(AREA + 2688)).isEqualTo(0x1234);
    save.exec(cpu);
    assertThat(machine.get64(AREA + 512)).isEqualTo(0x1f0);
    assertThat(machine.get64(AREA + 576)).isZero();
    assertThat(machine.get64(AREA + 2688)).isZero();
    cpu.vectors.mxcsr = 0x1fa0; // makes SSE part of the compacted image, though not in use
    saveCompacted.exec(cpu);
    assertThat(machine.get64(AREA + 512)).isEqualTo(2);
  }

  @Test
  void whatTheAreaLacksIsInitialized() {
    save.exec(cpu);
    fillState();
    restore.exec(cpu);
    assertThat(cpu.control.pkru).isZero();
    assertThat(cpu.vectors.lanes[7]).isZero();
    assertThat(cpu.x87.control).isEqualTo(0x37f);
    assertThat(StateComponents.inUse(cpu)).isZero();
  }

  @Test
  void whatIsNotAskedForStays() {
    save.exec(cpu);
    fillState();
    mask(0x200);
    restore.exec(cpu);
    assertThat(cpu.control.pkru).isZero();
    assertThat(cpu.vectors.mxcsr).isEqualTo(0x9fc0);
    ProtectionKeyOps.write(cpu, 0x5554);
    expectFilled();
  }

  @Test
  void headersThatAreNotWellFormed() {
    save.exec(cpu);
    machine.put64(AREA + 512, 1 << 3);
    expectProtection(cpu, restore);
    machine.put64(AREA + 512, 0);
    machine.put64(AREA + 520, 1);
    expectProtection(cpu, restore);
    machine.put64(AREA + 520, 0);
    machine.put64(AREA + 528, 1);
    expectProtection(cpu, restore);
    machine.put64(AREA + 528, 0);
    machine.put64(AREA + 536, 1); // bytes 63-24 are free in the standard format
    restore.exec(cpu);
    machine.put64(AREA + 520, COMPACTED | 7);
    expectProtection(cpu, restore);
    machine.put64(AREA + 536, 0);
    restore.exec(cpu);
    machine.put64(AREA + 512, 0x200);
    expectProtection(cpu, restore);
    machine.put64(AREA + 512, 0);
    machine.put64(AREA + 520, COMPACTED | 8);
    expectProtection(cpu, restore);
  }

  @Test
  void reservedBitsOfMxcsr() {
    save.exec(cpu);
    machine.memory.write(AREA + 24, 4, 0x1_0000);
    expectProtection(cpu, restore);
    mask(1);
    restore.exec(cpu);
  }

  @Test
  void whatIsRefused() {
    cpu.gpr[Cpu.RBX] = AREA + 32;
    expectProtection(cpu, save);
    cpu.gpr[Cpu.RBX] = AREA;
    cpu.control.cr0 |= ControlRegisters.CR0_TS;
    expect(cpu, save, 7, GuestException.NO_ERROR_CODE);
    expect(cpu, restoreSupervisor, 7, GuestException.NO_ERROR_CODE);
    cpu.control.cr0 &= ~ControlRegisters.CR0_TS;
    machine.inUser();
    save.exec(cpu);
    expectProtection(cpu, saveSupervisor);
    expectProtection(cpu, restoreSupervisor);
    cpu.control.cr4 &= ~Cr4.OSXSAVE;
    expectInvalid(cpu, save);
    expectInvalid(cpu, restore);
    expectInvalid(cpu, saveSupervisor);
  }
}
