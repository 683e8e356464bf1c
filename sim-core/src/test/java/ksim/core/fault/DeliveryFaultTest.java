package ksim.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segment;
import ksim.mmu.paging.PageFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Faults that arise while an event is delivered: error codes with EXT and IDT bits (SDM volume 3,
 * section 6.13), double fault (table 6-5) and shutdown.
 */
class DeliveryFaultTest {
  private static final long RIP = 0x10_1234;
  private static final int EXTERNAL = 1;
  private static final int IDT = 2;

  private final SystemFixture machine = new SystemFixture();
  private final Cpu cpu = machine.cpu;

  private void expectEntered(int vector, long errorCode) {
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(vector));
    assertThat(machine.get64(cpu.gpr[Cpu.RSP])).isEqualTo(errorCode);
    assertThat(machine.get64(cpu.gpr[Cpu.RSP] + 8)).isEqualTo(RIP);
  }

  private void interrupt(int vector) {
    cpu.rip = RIP;
    ExceptionDelivery.deliverInterrupt(cpu, vector);
  }

  @Test
  void vectorBeyondTheTable() {
    cpu.segments.idtLimit = 0x40 * 16 + 14;
    interrupt(0x40);
    expectEntered(13, 0x40 * 8 + IDT + EXTERNAL);
  }

  @Test
  void gateIsNotPresent() {
    machine.gate(0x40, 0x08, 0x5000, 0, 0x0e);
    interrupt(0x40);
    expectEntered(11, 0x40 * 8 + IDT + EXTERNAL);
  }

  @ParameterizedTest
  @CsvSource({"0x85", "0x8c", "0x86", "0x87", "0x89", "0x9e"})
  void gateIsOfAnotherType(String access) {
    machine.gate(0x40, 0x08, 0x5000, 0, Integer.decode(access));
    interrupt(0x40);
    expectEntered(13, 0x40 * 8 + IDT + EXTERNAL);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 13, 1",
    "3, 13, 1",
    "0x1000, 13, 0x1001",
    "0x10, 13, 0x11",
    "0x28, 13, 0x29",
    "0x40, 11, 0x41",
    "0x50, 13, 0x51",
    "0x0c, 13, 0x0d"
  })
  void codeSegmentOfTheGateIsBad(String selector, int vector, String errorCode) {
    machine.gate(0x40, Integer.decode(selector), 0x5000, 0, 0x8e);
    interrupt(0x40);
    expectEntered(vector, Integer.decode(errorCode));
  }

  @Test
  void handlerIsNotCanonical() {
    machine.gate(0x40, 0x08, 0x0000_8000_0000_0000L, 0, 0x8e);
    interrupt(0x40);
    expectEntered(13, EXTERNAL);
  }

  @Test
  void stackIsNotCanonical() {
    machine.put64(SystemFixture.TSS + 36, 0x8000_0000_0000_0000L);
    machine.gate(0x40, 0x08, 0x5000, 1, 0x8e);
    interrupt(0x40);
    expectEntered(12, EXTERNAL);
  }

  @Test
  void taskStateSegmentIsTooShort() {
    machine.gate(0x40, 0x08, 0x5000, 7, 0x8e);
    cpu.segments.tr = new Segment(SystemFixture.TASK, SystemFixture.TSS, 36 + 8 * 6 + 6, 0x8b);
    interrupt(0x40);
    expectEntered(10, SystemFixture.TASK | EXTERNAL);
  }

  @ParameterizedTest
  @CsvSource({"0x8e, 0x402", "0xae, 0x402", "0xce, 0x402"})
  void softwareInterruptNeedsTheGatesPrivilege(String access, String errorCode) {
    machine.gate(0x80, 0x08, 0x5000, 0, Integer.decode(access));
    machine.inUser();
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> ExceptionDelivery.softwareInterrupt(cpu, 0x80))
        .matches(e -> e.vector() == 13 && e.errorCode() == Integer.decode(errorCode));
  }

  @Test
  void softwareInterruptIsNotExternal() {
    machine.gate(0x80, 0x08, 0x5000, 0, 0x0e);
    assertThatExceptionOfType(GuestException.class)
        .isThrownBy(() -> ExceptionDelivery.softwareInterrupt(cpu, 0x80))
        .matches(e -> e.vector() == 11 && e.errorCode() == 0x80 * 8 + IDT);
  }

  @Test
  void int1IgnoresTheGatesPrivilege() {
    machine.inUser();
    ExceptionDelivery.privilegedSoftwareInterrupt(cpu);
    assertThat(cpu.rip).isEqualTo(SystemFixture.handler(1));
  }

  @Test
  void stackPageIsMissing() {
    cpu.gpr[Cpu.RSP] = 0x33010;
    machine.unmap(0x32000);
    machine.gate(14, 0x08, SystemFixture.handler(14), 1, 0x8e);
    interrupt(0x40);

    // The third of five pushes crosses into the missing page; a supervisor write.
    assertThat(cpu.control.cr2).isEqualTo(0x32ff8);
    expectEntered(14, 2);
    // A fault is being delivered, so the image has RF, and the interrupted state is unchanged.
    assertThat(machine.get64(cpu.gpr[Cpu.RSP] + 32)).isEqualTo(0x33010);
  }

  @Test
  void contributoryAfterContributoryIsADoubleFault() {
    machine.gate(13, 0x08, SystemFixture.handler(13), 0, 0x0e);
    assertThat(ExceptionDelivery.deliver(cpu, GuestException.generalProtection(), RIP))
        .isEqualTo(8);
    expectEntered(8, 0);
  }

  @Test
  void pageFaultAfterContributoryIsDelivered() {
    machine.unmap(0x50000);
    machine.gate(13, 0x08, SystemFixture.handler(13), 1, 0x8e);
    machine.put64(SystemFixture.TSS + 36, 0x50800);
    assertThat(ExceptionDelivery.deliver(cpu, GuestException.generalProtection(), RIP))
        .isEqualTo(14);
    assertThat(cpu.control.cr2).isEqualTo(0x507f8);
    expectEntered(14, 2);
  }

  @Test
  void contributoryAfterPageFaultIsADoubleFault() {
    machine.gate(14, 0x08, SystemFixture.handler(14), 0, 0x0e);
    assertThat(ExceptionDelivery.deliver(cpu, new PageFault(0x1000, 0), RIP)).isEqualTo(8);
    assertThat(cpu.control.cr2).isEqualTo(0x1000);
    expectEntered(8, 0);
  }

  @Test
  void pageFaultAfterPageFaultIsADoubleFault() {
    machine.unmap(0x50000);
    machine.put64(SystemFixture.TSS + 36, 0x50800);
    machine.gate(14, 0x08, SystemFixture.handler(14), 1, 0x8e);
    assertThat(ExceptionDelivery.deliver(cpu, new PageFault(0x1000, 0), RIP)).isEqualTo(8);
    assertThat(cpu.control.cr2).isEqualTo(0x507f8);
    expectEntered(8, 0);
  }

  @Test
  void contributoryAfterBenignIsDelivered() {
    machine.gate(6, 0x08, SystemFixture.handler(6), 0, 0x0e);
    assertThat(ExceptionDelivery.deliver(cpu, GuestException.invalidOpcode(), RIP)).isEqualTo(11);
    expectEntered(11, 6 * 8 + IDT + EXTERNAL);
  }

  @Test
  void threeFaultsEndInShutdown() {
    machine.gate(13, 0x08, SystemFixture.handler(13), 0, 0x0e);
    machine.gate(8, 0x08, SystemFixture.handler(8), 0, 0x0e);
    assertThatExceptionOfType(Shutdown.class)
        .isThrownBy(() -> ExceptionDelivery.deliver(cpu, GuestException.generalProtection(), RIP))
        .matches(e -> e.first().equals("#GP(0x0)") && e.last().equals("#NP(0x43)"));
  }

  @Test
  void missingTableEndsInShutdown() {
    cpu.segments.idtLimit = 0;
    assertThatExceptionOfType(Shutdown.class).isThrownBy(() -> interrupt(0x20));
  }

  @Test
  void missingStackEndsInShutdown() {
    machine.unmap(0x30000);
    assertThatExceptionOfType(Shutdown.class)
        .isThrownBy(() -> ExceptionDelivery.deliver(cpu, new PageFault(0x30ff0, 2), RIP))
        .matches(e -> e.last().equals("#PF(0x2)"));
  }
}
