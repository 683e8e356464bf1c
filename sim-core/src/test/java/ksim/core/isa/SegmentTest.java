package ksim.core.isa;

import static ksim.core.isa.GuestFaults.expect;
import static ksim.core.isa.GuestFaults.expectInvalid;
import static ksim.core.isa.GuestFaults.expectProtection;
import static org.assertj.core.api.Assertions.assertThat;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.SystemFixture;
import ksim.core.isa.SegmentRegisterOps.MovToSegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Segment registers, descriptor tables and far transfers: SDM volumes 2 and 3, chapter 3. */
class SegmentTest {
  private static final long POINTER = 0x3_8000;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private static Address at(long address) {
    return new FlatAddress(Cpu.ZERO, Cpu.ZERO, 0, address, -1, Segments.DS);
  }

  private static Op load(int segment, int selector) {
    return new MovToSegment(segment, new Immediate(selector));
  }

  @Test
  void loadsTheBaseOfFs() {
    machine.put64(SystemFixture.GDT + 0x60, 0x12cf_9334_5678_ffffL);
    load(Segments.FS, 0x60).exec(cpu);
    assertThat(cpu.segmentBase[Segments.FS]).isEqualTo(0x1234_5678L);
    load(Segments.DS, 0x60).exec(cpu);
    assertThat(cpu.segmentBase[Segments.DS]).isZero();
    load(Segments.FS, 3).exec(cpu);
    assertThat(cpu.segmentBase[Segments.FS]).isZero();
    assertThat(machine.selector(Segments.FS)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x1000, 13, 0x1000", // beyond the table
    "0, 0x30, 13, 0x30", // a task state segment
    "0, 0x58, 11, 0x58", // not present
    "0, 0x13, 13, 0x10", // RPL above DPL
    "3, 0x10, 13, 0x10", // CPL above DPL
    "0, 0x0c, 13, 0x0c" // no local table
  })
  void dataSegmentIsBad(int ring, String selector, int vector, String errorCode) {
    if (ring == 3) {
      machine.inUser();
    }
    expect(cpu, load(Segments.ES, Integer.decode(selector)), vector, Integer.decode(errorCode));
  }

  @Test
  void stackSegment() {
    load(Segments.SS, 0).exec(cpu);
    assertThat(cpu.interrupts.shadow).isTrue();
    load(Segments.SS, 0x10).exec(cpu);
    expect(cpu, load(Segments.SS, 0x23), 13, 0x20);
    expect(cpu, load(Segments.SS, 0x58), 12, 0x58);
    expect(cpu, load(Segments.SS, 0x60), 13, 0x60);
    machine.inUser();
    expectProtection(cpu, load(Segments.SS, 0));
    load(Segments.SS, 0x23).exec(cpu);
  }

  @Test
  void tableRegisters() {
    machine.put64(POINTER, 0x5678_9abc_def0_0123L);
    machine.memory.write(POINTER + 2, 8, 0xffff_8000_1234_5678L);
    new DescriptorTableOps.Lidt(at(POINTER), 64).exec(cpu);
    assertThat(cpu.segments.idtLimit).isEqualTo(0x0123);
    assertThat(cpu.segments.idtBase).isEqualTo(0xffff_8000_1234_5678L);
    new DescriptorTableOps.Sidt(at(POINTER + 16)).exec(cpu);
    assertThat(machine.memory.read(POINTER + 16, 2)).isEqualTo(0x0123);
    assertThat(machine.get64(POINTER + 18)).isEqualTo(0xffff_8000_1234_5678L);
    machine.memory.write(POINTER + 2, 8, 0x8000_0000_0000L);
    expectProtection(cpu, new DescriptorTableOps.Lgdt(at(POINTER), 64));
    assertThat(cpu.segments.gdtBase).isEqualTo(SystemFixture.GDT);
    machine.inUser();
    expectProtection(cpu, new DescriptorTableOps.Lgdt(at(POINTER), 64));
    expectProtection(cpu, new DescriptorTableOps.Lidt(at(POINTER), 64));
  }

  @Test
  void taskRegister() {
    cpu.segments.tr = Segment.NULL;
    machine.put64(SystemFixture.GDT + 0x38, 0x0000_0000_ffff_8000L);
    new DescriptorTableOps.Ltr(new Immediate(0x30)).exec(cpu);
    assertThat(cpu.segments.tr.base()).isEqualTo(0xffff_8000_0000_0000L | SystemFixture.TSS);
    assertThat(cpu.segments.tr.limit()).isEqualTo(0x67);
    // Busy now: type 11.
    assertThat(machine.get64(SystemFixture.GDT + 0x30) >>> 40 & 0xff).isEqualTo(0x8b);
    expect(cpu, new DescriptorTableOps.Ltr(new Immediate(0x30)), 13, 0x30);
    expect(cpu, new DescriptorTableOps.Ltr(new Immediate(0)), 13, 0);
    expect(cpu, new DescriptorTableOps.Ltr(new Immediate(0x10)), 13, 0x10);
    expect(cpu, new DescriptorTableOps.Lldt(new Immediate(0x10)), 13, 0x10);
    new DescriptorTableOps.Lldt(new Immediate(0)).exec(cpu);
  }

  @Test
  void farReturnReloadsCs() {
    machine.put64(SystemFixture.GDT + 0x60, 0x00af_9b00_0000_ffffL);
    machine.put64(POINTER, 0x10_0040);
    machine.put64(POINTER + 8, 0x60);
    cpu.gpr[Cpu.RSP] = POINTER;
    new FarTransferOps.FarReturnOp(64, 8).exec(cpu);
    assertThat(cpu.rip).isEqualTo(0x10_0040);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x60);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(POINTER + 24);
  }

  @Test
  void farCallAndJump() {
    machine.put64(POINTER, 0x10_0040);
    Operand offset = Memory.of(64, at(POINTER));
    cpu.rip = 0x10_0010;
    new FarTransferOps.FarCall(offset, new Immediate(0x48), 64).exec(cpu);
    assertThat(cpu.rip).isEqualTo(0x10_0040);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x48);
    assertThat(machine.get64(cpu.gpr[Cpu.RSP])).isEqualTo(0x10_0010);
    assertThat(machine.get64(cpu.gpr[Cpu.RSP] + 8)).isEqualTo(0x08);
    expect(cpu, new FarTransferOps.FarJump(offset, new Immediate(0x28)), 13, 0x28);
    expect(cpu, new FarTransferOps.FarJump(offset, new Immediate(0x40)), 11, 0x40);
    machine.put64(POINTER, 0x8000_0000_0000L);
    expectProtection(cpu, new FarTransferOps.FarJump(offset, new Immediate(0x08)));
    machine.put64(POINTER, 0x10_0040);
    new FarTransferOps.FarJump(offset, new Immediate(0x50)).exec(cpu);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
  }

  @Test
  void looksAtDescriptors() {
    Operand rax = new Registers.Register32(Cpu.RAX);
    new SegmentInspectionOps.Lar(rax, new Immediate(0x28)).exec(cpu);
    assertThat(cpu.flags.zero()).isTrue();
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x00af_fb00L);
    new SegmentInspectionOps.Lsl(rax, new Immediate(0x28)).exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0xffff_ffffL);
    new SegmentInspectionOps.Lsl(rax, new Immediate(0x1000)).exec(cpu);
    assertThat(cpu.flags.zero()).isFalse();
    new SegmentInspectionOps.Verify(new Immediate(0x60), false).exec(cpu);
    assertThat(cpu.flags.zero()).isTrue();
    new SegmentInspectionOps.Verify(new Immediate(0x60), true).exec(cpu);
    assertThat(cpu.flags.zero()).isFalse();
  }

  @Test
  void basesByInstruction() {
    Operand rax = new Registers.Register64(Cpu.RAX);
    expectInvalid(cpu, new SegmentBaseOps.WriteBase(Segments.GS, rax));
    cpu.control.cr4 |= 1 << 16;
    machine.inUser();
    cpu.gpr[Cpu.RAX] = 0x1234_5678_9abcL;
    new SegmentBaseOps.WriteBase(Segments.GS, rax).exec(cpu);
    new SegmentBaseOps.ReadBase(new Registers.Register32(Cpu.RBX), Segments.GS).exec(cpu);
    assertThat(cpu.gpr[Cpu.RBX]).isEqualTo(0x5678_9abcL);
    cpu.gpr[Cpu.RAX] = 0x8000_0000_0000L;
    expectProtection(cpu, new SegmentBaseOps.WriteBase(Segments.GS, rax));
  }

  @Test
  void portsOfRing3() {
    Op in = new PortOps.In(new Registers.Register8(Cpu.RAX), 8, new Immediate(0x60));
    machine.inUser();
    expectProtection(cpu, in);
    machine.flags(0x3002);
    in.exec(cpu);
    machine.flags(2);
    // A permission map right behind the TSS that allows port 0x60 alone.
    cpu.segments.tr = new Segment(0x30, SystemFixture.TSS, 0x67 + 0x10, 0x8b);
    machine.memory.write(SystemFixture.TSS + 0x68 + 0xc, 2, 0xfffe);
    cpu.gpr[Cpu.RAX] = 0;
    in.exec(cpu);
    assertThat(cpu.gpr[Cpu.RAX]).isEqualTo(0x60);
    expectProtection(
        cpu, new PortOps.In(new Registers.Register16(Cpu.RAX), 16, new Immediate(0x60)));
    expectProtection(cpu, new PortOps.In(new Registers.Register8(Cpu.RAX), 8, new Immediate(0x80)));
  }
}
