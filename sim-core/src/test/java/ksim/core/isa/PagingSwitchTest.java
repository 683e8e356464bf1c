package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expectProtection;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.SystemFixture;
import ksim.core.isa.ControlRegisterOps.MovToControl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Switching paging and IA-32e mode on and off: SDM volume 3, sections 5.1.2 and 11.8.5. */
class PagingSwitchTest {
  private static final long PE = 1;
  private static final long PG = 1L << 31;
  private static final long LME = 1 << 8;
  private static final long LMA = 1 << 10;
  private static final long POINTERS = 0x8020;

  private final SystemFixture machine = new SystemFixture("max");
  private final Cpu cpu = machine.cpu;

  private Op write(int number, long value) {
    cpu.gpr[Cpu.RAX] = value;
    return new MovToControl(number, Cpu.RAX);
  }

  private Op writeEfer(long value) {
    cpu.gpr[Cpu.RCX] = 0xc000_0080L;
    cpu.gpr[Cpu.RAX] = value;
    cpu.gpr[Cpu.RDX] = 0;
    return new ModelSpecificRegisterOps.Wrmsr();
  }

  /** 32-bit protected mode without paging. */
  private void protectedMode() {
    cpu.control.cr0 = 0x11;
    cpu.control.cr4 = 0;
    cpu.msrs.efer = 0;
    ControlRegisterWrites.updateMmu(cpu);
    cpu.loadCode(new Segment(SystemFixture.CODE_32, 0, 0xffff_ffffL, 0xc09b));
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
  }

  @Test
  void intoIa32eModeAndBack() {
    protectedMode();
    writeEfer(LME | 1).exec(cpu);
    expectProtection(cpu, write(0, 0x11 | PG)); // PAE is clear
    write(4, Cr4.PAE).exec(cpu);
    write(3, SystemFixture.TABLES).exec(cpu);
    write(0, 0x11 | PG).exec(cpu);
    assertThat(cpu.msrs.efer).isEqualTo(LME | LMA | 1);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
    assertThat(cpu.mmu.read64(SystemFixture.GDT + 8))
        .isEqualTo(machine.get64(SystemFixture.GDT + 8));
    expectProtection(cpu, writeEfer(1)); // LME while paging
    expectProtection(cpu, write(4, 0)); // PAE in IA-32e mode
    expectProtection(cpu, write(4, Cr4.PAE | Cr4.LA57));
    write(4, Cr4.PAE | Cr4.PCIDE).exec(cpu);
    expectProtection(cpu, write(0, 0x11)); // process contexts
    write(4, Cr4.PAE).exec(cpu);
    write(0, 0x11).exec(cpu);
    assertThat(cpu.msrs.efer).isEqualTo(LME | 1);
    writeEfer(1).exec(cpu);
    assertThat(cpu.msrs.efer).isEqualTo(1);
  }

  @Test
  void codeMustNotBe64BitWhenPagingIsSwitchedOn() {
    protectedMode();
    write(4, Cr4.PAE).exec(cpu);
    writeEfer(LME).exec(cpu);
    cpu.loadCode(new Segment(SystemFixture.KERNEL_CODE, 0, 0xffff_ffffL, 0xa09b));
    expectProtection(cpu, write(0, 0x11 | PG));
  }

  @Test
  void theTaskMustNotHave16Bits() {
    protectedMode();
    write(4, Cr4.PAE).exec(cpu);
    writeEfer(LME).exec(cpu);
    cpu.segments.tr = new Segment(SystemFixture.TASK, 0, 0x67, 0x83);
    expectProtection(cpu, write(0, 0x11 | PG));
  }

  @Test
  void fiveLevels() {
    protectedMode();
    write(4, Cr4.PAE | Cr4.LA57).exec(cpu);
    writeEfer(LME).exec(cpu);
    machine.put64(0x9000, SystemFixture.TABLES | 7);
    write(3, 0x9000).exec(cpu);
    write(0, 0x11 | PG).exec(cpu);
    assertThat(cpu.mmu.isCanonical(1L << 50)).isTrue();
    assertThat(cpu.mmu.read8(SystemFixture.CODE)).isZero();
    expectProtection(cpu, write(4, Cr4.PAE));
  }

  /** Bases are held against the processor's widest addresses, whatever the paging mode. */
  @Test
  void canonicalBases() {
    long wide = 1L << 50;
    cpu.gpr[Cpu.RCX] = 0xc000_0102L;
    cpu.gpr[Cpu.RAX] = 0;
    cpu.gpr[Cpu.RDX] = wide >>> 32;
    new ModelSpecificRegisterOps.Wrmsr().exec(cpu);
    assertThat(cpu.msrs.kernelGsBase).isEqualTo(wide);
    assertThat(cpu.mmu.isCanonical(wide)).isFalse();
    cpu.gpr[Cpu.RDX] = 1L << (56 - 32);
    expectProtection(cpu, new ModelSpecificRegisterOps.Wrmsr());
  }

  @Test
  void processContextsNeedIa32eMode() {
    protectedMode();
    expectProtection(cpu, write(4, Cr4.PCIDE));
  }

  @Test
  void pagingNeedsProtection() {
    protectedMode();
    expectProtection(cpu, write(0, PG));
  }

  @Test
  void highHalvesOfRegistersAreIgnoredOutside64BitMode() {
    protectedMode();
    write(0, 0x7777_0000_0000_0011L).exec(cpu);
    assertThat(cpu.control.cr0).isEqualTo(0x11);
    write(3, 0x7777_0000_0000_1000L).exec(cpu);
    assertThat(cpu.control.cr3).isEqualTo(0x1000);
  }

  @Test
  void pointersAreCheckedWhereTheyAreLoaded() {
    protectedMode();
    write(4, Cr4.PAE).exec(cpu);
    write(3, POINTERS).exec(cpu);
    machine.put64(POINTERS, 0x9003); // R/W is reserved
    expectProtection(cpu, write(0, 0x11 | PG));
    machine.put64(POINTERS, 0x9001);
    machine.put64(0x9000, 0x83);
    write(0, 0x11 | PG).exec(cpu);
    assertThat(cpu.mmu.read64(SystemFixture.GDT + 8))
        .isEqualTo(machine.get64(SystemFixture.GDT + 8));
    machine.put64(POINTERS, 0x9101);
    expectProtection(cpu, write(3, POINTERS));
    expectProtection(cpu, write(4, Cr4.PAE | Cr4.PGE));
    write(4, Cr4.PAE | Cr4.TSD).exec(cpu); // does not load them
    assertThat(cpu.mmu.peek(0x5000)).hasValue(0x5000);
    machine.put64(POINTERS, 0xa001);
    machine.put64(0xa000, 0x20_0083);
    write(0, 0x11 | PG | 1 << 30).exec(cpu); // CD does
    assertThat(cpu.mmu.peek(0x5000)).hasValue(0x20_5000);
    machine.put64(POINTERS, 0x9001);
    write(4, Cr4.PAE | Cr4.TSD | Cr4.PSE).exec(cpu); // so does PSE
    assertThat(cpu.mmu.peek(0x5000)).hasValue(0x5000);
  }

  @Test
  void pagingOf32BitsCanBeSwitchedToPae() {
    protectedMode();
    write(4, Cr4.PSE).exec(cpu);
    memory32(0x9000, 0x83); // 4 MiB
    write(3, 0x9000).exec(cpu);
    write(0, 0x11 | PG).exec(cpu);
    assertThat(cpu.mmu.peek(0x30_1000)).hasValue(0x30_1000);
    machine.put64(0x9000, 0xa001);
    machine.put64(0xa000, 0x83);
    write(4, Cr4.PAE).exec(cpu);
    assertThat(cpu.mmu.peek(0x1000)).hasValue(0x1000);
    assertThat(cpu.mmu.peek(0x30_1000)).isEmpty();
  }

  private void memory32(long address, long value) {
    machine.memory.write(address, 4, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 19, 23, 25, 40, 63})
  void bitsOfControlRegister4ThatNoModelHas(int bit) {
    expectProtection(cpu, write(4, Cr4.PAE | 1L << bit));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 12, 22, 24})
  void bitsOfControlRegister4ThatSkylakeLacks(int bit) {
    SystemFixture skylake = new SystemFixture();
    skylake.cpu.gpr[Cpu.RAX] = Cr4.PAE | 1L << bit;
    expectProtection(skylake.cpu, new MovToControl(4, Cpu.RAX));
    if (bit != 12) {
      write(4, Cr4.PAE | 1L << bit).exec(cpu);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 12, 13, 14, 15, 32})
  void bitsOfTheExtendedFeatureRegister(int bit) {
    cpu.gpr[Cpu.RCX] = 0xc000_0080L;
    cpu.gpr[Cpu.RAX] = cpu.msrs.efer | (1L << bit & 0xffff_ffffL);
    cpu.gpr[Cpu.RDX] = 1L << bit >>> 32;
    expectProtection(cpu, new ModelSpecificRegisterOps.Wrmsr());
  }

  @ParameterizedTest
  @ValueSource(ints = {46, 50, 62, 63})
  void bitsOfControlRegister3BeyondThePhysicalAddress(int bit) {
    expectProtection(cpu, write(3, SystemFixture.TABLES | 1L << bit));
  }

  @Test
  void machineStatusWordSwitchesProtectionOn() {
    cpu.control.cr0 = 0x10;
    cpu.control.cr4 = 0;
    cpu.msrs.efer = 0;
    ControlRegisterWrites.updateMmu(cpu);
    cpu.loadCode(new Segment(0, 0, 0xffff, 0x9b));
    new ControlRegisterOps.Lmsw(new Immediate(6)).exec(cpu);
    assertThat(cpu.control.cr0).isEqualTo(0x16);
    new ControlRegisterOps.Lmsw(new Immediate(PE)).exec(cpu);
    assertThat(cpu.control.cr0).isEqualTo(0x11);
    assertThat(cpu.code().protectedMode()).isTrue();
    new ControlRegisterOps.Lmsw(new Immediate(0)).exec(cpu);
    assertThat(cpu.control.cr0).isEqualTo(0x11);
  }

  @Test
  void userModeInstructionPrevention() {
    write(4, Cr4.PAE | Cr4.UMIP).exec(cpu);
    Operand register = new Registers.Register32(Cpu.RBX);
    Op smsw = new ControlRegisterOps.Smsw(register);
    Op sldt = new DescriptorTableOps.Sldt(register);
    Op str = new DescriptorTableOps.Str(register);
    smsw.exec(cpu);
    sldt.exec(cpu);
    machine.inUser();
    expectProtection(cpu, smsw);
    expectProtection(cpu, sldt);
    expectProtection(cpu, str);
    cpu.control.cr4 &= ~Cr4.UMIP;
    smsw.exec(cpu);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(cpu.control.cr0);
    assertThat(cpu.segments.selector(Segments.CS) & 3).isEqualTo(3);
  }
}
