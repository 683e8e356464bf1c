package ksim.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stack frames of exceptions and interrupts: SDM volume 3, figure 6-9 and section 6.14. */
class ExceptionFrameTest {
  private static final long RIP = 0x10_1234;
  private static final long RFLAGS = 0x246;
  private static final long RESUME_FLAG = 0x10000;
  private static final long RFLAGS_IN_HANDLER = 0x46;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  /**
   * Vectors that push an error code: table 6-1. The resume flag in the image: section 17.3.1.1,
   * faults set it.
   */
  record Event(GuestException exception, List<Long> errorCode) {
    @Override
    public String toString() {
      return exception.getMessage();
    }
  }

  static Stream<Event> exceptions() {
    return Stream.of(
        new Event(GuestException.divideError(), List.of()),
        new Event(GuestException.invalidOpcode(), List.of()),
        new Event(GuestException.deviceNotAvailable(), List.of()),
        new Event(GuestException.debugFault(), List.of()),
        new Event(GuestException.invalidTss(0x30), List.of(0x30L)),
        new Event(GuestException.segmentNotPresent(0x48), List.of(0x48L)),
        new Event(GuestException.stackFault(0), List.of(0L)),
        new Event(GuestException.generalProtection(0), List.of(0L)),
        new Event(GuestException.generalProtection(0xfffc), List.of(0xfffcL)),
        new Event(GuestException.alignmentCheck(), List.of(0L)));
  }

  private List<Long> stack(long top, int words) {
    return IntStream.range(0, words).mapToObj(i -> machine.get64(top + 8L * i)).toList();
  }

  /** The frame from the lowest address up. */
  private static List<Long> frame(List<Long> errorCode, Long... words) {
    List<Long> frame = new ArrayList<>(errorCode);
    frame.addAll(Arrays.asList(words));
    return frame;
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void fromRing0ToRing0(Event event) {
    machine.flags(RFLAGS);
    int entered = ExceptionDelivery.deliver(cpu, event.exception(), RIP);

    List<Long> expected =
        frame(
            event.errorCode(), RIP, 0x08L, RFLAGS | RESUME_FLAG, SystemFixture.KERNEL_STACK, 0x10L);
    // 0x30ff8 is aligned to 0x30ff0 before the first push.
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x30ff0 - 8L * expected.size());
    assertThat(stack(cpu.gpr[Cpu.RSP], expected.size())).isEqualTo(expected);
    assertThat(entered).isEqualTo(event.exception().vector());
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(entered));
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x08);
    assertThat(machine.selector(Segments.SS)).isEqualTo(0x10);
    assertThat(cpu.flags.toRflags()).isEqualTo(RFLAGS_IN_HANDLER);
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void fromRing3ToRing0(Event event) {
    machine.inUser();
    machine.flags(RFLAGS);
    int entered = ExceptionDelivery.deliver(cpu, event.exception(), RIP);

    List<Long> expected =
        frame(event.errorCode(), RIP, 0x2bL, RFLAGS | RESUME_FLAG, SystemFixture.USER_STACK, 0x23L);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(SystemFixture.RSP0 - 8L * expected.size());
    assertThat(stack(cpu.gpr[Cpu.RSP], expected.size())).isEqualTo(expected);
    assertThat(cpu.cpl()).isZero();
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(entered));
    assertThat(machine.selector(Segments.CS)).isEqualTo(0x08);
    assertThat(machine.selector(Segments.SS)).isZero();
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void onAnInterruptStack(Event event) {
    int vector = event.exception().vector();
    for (int stackIndex = 1; stackIndex <= 7; stackIndex++) {
      machine.inKernel();
      machine.flags(RFLAGS);
      machine.gate(vector, 0x08, SystemFixture.handler(vector), stackIndex, 0x8e);
      ExceptionDelivery.deliver(cpu, event.exception(), RIP);

      List<Long> expected =
          frame(
              event.errorCode(),
              RIP,
              0x08L,
              RFLAGS | RESUME_FLAG,
              SystemFixture.KERNEL_STACK,
              0x10L);
      long top = SystemFixture.IST + 0x1000L * stackIndex;
      assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(top - 8L * expected.size());
      assertThat(stack(cpu.gpr[Cpu.RSP], expected.size())).isEqualTo(expected);
      // The ring does not change, so SS is kept.
      assertThat(machine.selector(Segments.SS)).isEqualTo(0x10);
    }
  }

  @Test
  void pageFaultSetsCr2() {
    machine.flags(RFLAGS);
    ExceptionDelivery.deliver(cpu, new PageFault(0x7fff_1234L, 6), RIP);

    assertThat(cpu.control.cr2).isEqualTo(0x7fff_1234L);
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(14));
    assertThat(stack(cpu.gpr[Cpu.RSP], 2)).containsExactly(6L, RIP);
  }

  @Test
  void trapSavesTheFlagsAsTheyAre() {
    machine.flags(RFLAGS | 0x100);
    ExceptionDelivery.deliver(cpu, GuestException.debugTrap(), RIP);

    assertThat(stack(cpu.gpr[Cpu.RSP], 3)).containsExactly(RIP, 0x08L, RFLAGS | 0x100);
    assertThat(cpu.flags.toRflags()).isEqualTo(RFLAGS_IN_HANDLER);
  }

  @Test
  void interruptSavesTheFlagsAsTheyAre() {
    machine.flags(RFLAGS);
    cpu.rip = RIP;
    assertThat(ExceptionDelivery.deliverInterrupt(cpu, 0xfe)).isEqualTo(0xfe);

    assertThat(stack(cpu.gpr[Cpu.RSP], 5))
        .containsExactly(RIP, 0x08L, RFLAGS, SystemFixture.KERNEL_STACK, 0x10L);
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(0xfe));
  }

  @Test
  void interruptBetweenIterationsSavesTheResumeFlag() {
    machine.flags(RFLAGS);
    cpu.rip = RIP;
    cpu.interrupts.resumeRip = RIP;
    ExceptionDelivery.deliverInterrupt(cpu, 0x40);

    assertThat(machine.get64(cpu.gpr[Cpu.RSP] + 16)).isEqualTo(RFLAGS | RESUME_FLAG);
  }

  @Test
  void nonMaskableInterruptsAreBlocked() {
    cpu.interrupts.acceptNonMaskable();
    assertThat(ExceptionDelivery.deliverNonMaskable(cpu)).isEqualTo(2);
    assertThat(cpu.interrupts.nmisPending).isZero();
    assertThat(cpu.interrupts.nmiBlocked).isTrue();
  }

  @Test
  void trapGateLeavesTheInterruptFlag() {
    // Type 15 instead of 14; NT and TF are cleared by both.
    machine.gate(6, 0x08, SystemFixture.handler(6), 0, 0x8f);
    machine.flags(RFLAGS | 0x4100);
    ExceptionDelivery.deliver(cpu, GuestException.invalidOpcode(), RIP);

    assertThat(cpu.flags.toRflags()).isEqualTo(RFLAGS);
  }

  @Test
  void softwareInterruptReturnsToTheNextInstruction() {
    machine.gate(0x80, 0x08, SystemFixture.handler(0x80), 0, 0xee);
    machine.inUser();
    machine.flags(RFLAGS);
    cpu.rip = RIP;
    ExceptionDelivery.softwareInterrupt(cpu, 0x80);

    assertThat(stack(cpu.gpr[Cpu.RSP], 5))
        .containsExactly(RIP, 0x2bL, RFLAGS, SystemFixture.USER_STACK, 0x23L);
  }

  @Test
  void conformingHandlerRunsInTheRingOfTheProgram() {
    machine.gate(6, SystemFixture.CODE_CONFORMING, SystemFixture.handler(6), 0, 0x8e);
    machine.inUser();
    ExceptionDelivery.deliver(cpu, GuestException.invalidOpcode(), RIP);

    assertThat(cpu.cpl()).isEqualTo(3);
    assertThat(machine.selector(Segments.CS)).isEqualTo(SystemFixture.CODE_CONFORMING | 3);
    assertThat(machine.selector(Segments.SS)).isEqualTo(SystemFixture.USER_DATA | 3);
    assertThat(cpu.gpr[Cpu.RSP]).isEqualTo(0x120ff0 - 40);
  }

  @Test
  void setsTheAccessedBitOfTheCodeSegment() {
    machine.descriptor(0x08, 0x9a, 0xa);
    ExceptionDelivery.deliver(cpu, GuestException.invalidOpcode(), RIP);
    assertThat(machine.get64(SystemFixture.GDT + 8) >>> 40 & 0xff).isEqualTo(0x9b);
  }

  /** Section 18.3.1.1; Bochs and QEMU push RF clear too. */
  @Test
  void breakpointOnExecutionSavesTheFlagsAsTheyAre() {
    machine.flags(RFLAGS);
    ExceptionDelivery.deliver(cpu, GuestException.executionBreakpoint(), RIP);

    assertThat(stack(cpu.gpr[Cpu.RSP], 3)).containsExactly(RIP, 0x08L, RFLAGS);
  }

  @Test
  void trapBetweenIterationsSavesTheResumeFlag() {
    machine.flags(RFLAGS);
    cpu.interrupts.resumeRip = RIP;
    ExceptionDelivery.deliver(cpu, GuestException.debugTrap(), RIP);

    assertThat(stack(cpu.gpr[Cpu.RSP], 3)).containsExactly(RIP, 0x08L, RFLAGS | RESUME_FLAG);
  }
}
