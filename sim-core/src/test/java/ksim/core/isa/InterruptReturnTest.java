package ksim.core.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.core.cpu.Segments;
import ksim.core.encoding.CodeMode;
import ksim.core.fault.ExceptionDelivery;
import ksim.core.fault.GuestException;
import ksim.core.fault.SystemFixture;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IRETQ: SDM volume 2, IRET, in 64-bit mode. */
class InterruptReturnTest {
  private static final long FRAME = 0x38000;
  private static final long RIP = 0x10_4000;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private void frame(long rip, long cs, long rflags, long rsp, long ss) {
    long[] words = {rip, cs, rflags, rsp, ss};
    for (int i = 0; i < words.length; i++) {
      machine.put64(FRAME + 8L * i, words[i]);
    }
    cpu.gpr[Cpu.RSP] = FRAME;
  }

  private void execute() {
    new InterruptReturn(64).exec(cpu);
  }

  private void expect(int vector, int errorCode) {
    long before = cpu.rip;
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(this::execute)
        .matches(e -> e.vector() == vector && e.errorCode() == errorCode);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(FRAME);
    assertThat(cpu.rip).isEqualTo(before);
  }

  @Test
  void toTheSameRingPopsTheStackPointerToo() {
    frame(RIP, 0x08, 0x46, 0x1234, 0x10);
    execute();
    assertThat(cpu.rip).isEqualTo(RIP);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x1234);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x46);
    assertThat(cpu.cpl()).isZero();
  }

  @Test
  void toRing3() {
    cpu.segments.register[Segments.DS] = cpu.segments.register[Segments.SS];
    cpu.segments.register[Segments.FS] = Segment.NULL;
    cpu.segments.base[Segments.FS] = 0x7000;
    frame(RIP, 0x2b, 0x3202, 0x120000, 0x23);
    execute();
    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x2b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x23);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x3202);
    // A data segment of an inner ring is taken away; a base without a segment stays.
    assertThat(machine.selector(Segments.DS)).isZero();
    assertThat(cpu.segments.base[Segments.FS]).isEqualTo(0x7000);
  }

  @Test
  void undoesAnInterrupt() {
    machine.inUser();
    machine.flags(0x246);
    cpu.rip = RIP;
    ExceptionDelivery.deliverInterrupt(cpu, 0x40);
    execute();
    assertThat(cpu.rip).isEqualTo(RIP);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(SystemFixture.USER_STACK);
    assertThat(cpu.flags.toRflags()).isEqualTo(0x246);
    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x2b);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x23);
  }

  @Test
  void nullStackSegmentInRing0() {
    frame(RIP, 0x08, 2, 0x1000, 0);
    execute();
    assertThat(machine.selector(Segments.SS)).isZero();
  }

  @Test
  void restoredResumeFlagIsSavedByAnInterruptAtOnce() {
    frame(RIP, 0x08, 0x10202, 0x35000, 0x10);
    execute();
    ExceptionDelivery.deliverInterrupt(cpu, 0x40);
    assertThat(machine.get64(cpu.gpr[Cpu.RSP] + 16)).isEqualTo(0x10202);
  }

  @Test
  void ring3CannotChangeTheInterruptFlagOrIopl() {
    machine.inUser();
    machine.flags(0x202);
    machine.put64(0x120000, RIP);
    machine.put64(0x120008, 0x2b);
    machine.put64(0x120010, 0x3046);
    machine.put64(0x120018, 0x120800);
    machine.put64(0x120020, 0x23);
    cpu.gpr[Cpu.RSP] = 0x120000;
    execute();
    assertThat(cpu.flags.toRflags()).isEqualTo(0x246);
  }

  @Test
  void unblocksNonMaskableInterrupts() {
    cpu.interrupts.nmiBlocked = true;
    frame(RIP, 0x08, 2, 0x1000, 0x10);
    execute();
    assertThat(cpu.interrupts.nmiBlocked).isFalse();
  }

  @Test
  void nestedTaskIsRefused() {
    machine.flags(0x4002);
    frame(RIP, 0x08, 2, 0x1000, 0x10);
    expect(13, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 13, 0", // null
    "0x1008, 13, 0x1008", // beyond the table
    "0x10, 13, 0x10", // data
    "0x28, 13, 0x28", // DPL 3, RPL 0
    "0x0b, 13, 0x08", // DPL 0, RPL 3
    "0x40, 11, 0x40" // not present
  })
  void codeSegmentIsBad(String cs, int vector, String errorCode) {
    frame(RIP, Integer.decode(cs), 2, 0x1000, 0x10);
    expect(vector, Integer.decode(errorCode));
  }

  @ParameterizedTest
  @CsvSource({
    "0x08, 3, 13, 0", // null with an RPL of another ring
    "0x2b, 0, 13, 0", // null in ring 3
    "0x2b, 3, 13, 0", // null in ring 3
    "0x2b, 0x20, 13, 0x20", // RPL 0
    "0x2b, 0x13, 13, 0x10", // DPL 0
    "0x08, 0x08, 13, 0x08", // code
    "0x08, 0x60, 13, 0x60", // read only
    "0x08, 0x58, 12, 0x58", // not present
    "0x08, 0x1000, 13, 0x1000" // beyond the table
  })
  void stackSegmentIsBad(String cs, String ss, int vector, String errorCode) {
    frame(RIP, Integer.decode(cs), 2, 0x1000, Integer.decode(ss));
    expect(vector, Integer.decode(errorCode));
  }

  @Test
  void innerRingCannotBeReturnedTo() {
    machine.inUser();
    machine.put64(0x120000, RIP);
    machine.put64(0x120008, 0x08);
    cpu.gpr[Cpu.RSP] = 0x120000;
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(this::execute)
        .matches(e -> e.vector() == 13 && e.errorCode() == 0x08);
  }

  @Test
  void returnAddressIsNotCanonical() {
    frame(0x0000_8000_0000_0000L, 0x08, 2, 0x1000, 0x10);
    expect(13, 0);
  }

  @Test
  void entersCompatibilityMode() {
    frame(RIP, 0x50, 2, 0x1_0000_1000L, 0x10);
    execute();
    assertThat(cpu.rip).isEqualTo(RIP);
    assertThat(cpu.code().mode()).isEqualTo(CodeMode.BITS_32);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x1000);
  }

  /** Recorded from processors: flags, CS, RIP; then CS is checked; then RSP and SS. */
  @Test
  void theFrameIsReadFromItsFarEnd() {
    cpu.gpr[Cpu.RSP] = 0x3_6ff8; // RIP in one page, the rest in the next
    machine.unmap(0x3_6000);
    machine.unmap(0x3_7000);
    assertThatExceptionOfType(PageFault.class)
        .isThrownBy(this::execute)
        .matches(fault -> fault.address() == 0x3_7008);
    assertThatExceptionOfType(PageFault.class)
        .isThrownBy(() -> new FarTransferOps.FarReturnOp(64, 0).exec(cpu))
        .matches(fault -> fault.address() == 0x3_7000);
    machine.unmap(0x3_9000);
    cpu.gpr[Cpu.RSP] = 0x3_8fe8; // RSP and SS are not there
    machine.put64(0x3_8ff0, 0x40);
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(this::execute)
        .matches(e -> e.vector() == 11 && e.errorCode() == 0x40);
  }
}
