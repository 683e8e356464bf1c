package ksim.core.platform;

import static ksim.core.platform.Apics.COMMAND_HIGH;
import static ksim.core.platform.Apics.COMMAND_LOW;
import static ksim.core.platform.Apics.CURRENT_COUNT;
import static ksim.core.platform.Apics.DIVIDE;
import static ksim.core.platform.Apics.DIVIDE_BY_ONE;
import static ksim.core.platform.Apics.EOI;
import static ksim.core.platform.Apics.INITIAL_COUNT;
import static ksim.core.platform.Apics.LVT_TIMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

class LocalApicTest {
  private final Apics apics = new Apics(4);

  private void write(int id, int offset, long value) {
    apics.write(id, offset, value);
  }

  private long read(int id, int offset) {
    return apics.read(id, offset);
  }

  @Test
  void startsAsTheManualSays() {
    LocalApic apic = new LocalApic(9, () -> 0, apics.events, 3, apics.bus);

    assertThat(apic.read(0x20, 4)).isEqualTo(9L << 24);
    assertThat(apic.read(0xe0, 4)).isEqualTo(0xffff_ffffL);
    assertThat(apic.read(0xf0, 4)).isEqualTo(0xff);
    assertThat(apic.read(LVT_TIMER, 4)).isEqualTo(0x1_0000);
    assertThat(apic.pending()).isEqualTo(InterruptController.NONE);
  }

  @Test
  void keepsReservedBitsAndMasksWhileSoftwareDisabled() {
    write(0, 0xf0, 0xffff_fcff_ffffL & ~0x100);
    assertThat(read(0, 0xf0)).isEqualTo(0x12ff);
    write(0, LVT_TIMER, 0x40);
    assertThat(read(0, LVT_TIMER)).isEqualTo(0x1_0040);
    write(0, 0x30, 0);
    assertThat(read(0, 0x30)).isEqualTo(0x0105_0014);
  }

  @Test
  void oneShotTimerExpiresOnce() {
    write(0, DIVIDE, DIVIDE_BY_ONE);
    write(0, LVT_TIMER, 0x40);
    write(0, INITIAL_COUNT, 100);
    apics.advanceTo(150);
    assertThat(read(0, CURRENT_COUNT)).isEqualTo(50);
    apics.advanceTo(299);
    assertThat(apics.get(0).pending()).isEqualTo(InterruptController.NONE);
    apics.advanceTo(300);
    assertThat(apics.get(0).acknowledge()).isEqualTo(0x40);
    assertThat(read(0, CURRENT_COUNT)).isZero();
    write(0, EOI, 0);
    apics.advanceTo(10_000);
    assertThat(apics.get(0).pending()).isEqualTo(InterruptController.NONE);
  }

  @Test
  void periodicTimerRepeatsAtExactMultiples() {
    write(0, DIVIDE, 0x1); // divide by 4
    write(0, LVT_TIMER, 0x2_0040);
    write(0, INITIAL_COUNT, 10);
    List<Long> expiries = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      expiries.add(apics.events.nextCycles());
      apics.advanceTo(apics.events.nextCycles() + i); // Looking late does not delay the next one.
      assertThat(apics.get(0).acknowledge()).isEqualTo(0x40);
      write(0, EOI, 0);
    }
    assertThat(expiries).containsExactly(120L, 240L, 360L);
    write(0, INITIAL_COUNT, 0);
    assertThat(apics.events.nextCycles()).isEqualTo(EventQueue.NEVER);
  }

  @Test
  void maskedTimerCountsButDoesNotInterrupt() {
    write(0, LVT_TIMER, 0x1_0040);
    write(0, INITIAL_COUNT, 10);
    apics.advanceTo(1000);
    assertThat(apics.get(0).pending()).isEqualTo(InterruptController.NONE);
  }

  @Test
  void interruptArrivesAfterTheLatencyAtThePhysicalDestination() {
    write(1, COMMAND_HIGH, 2L << 24);
    write(1, COMMAND_LOW, 0x4051);
    assertThat(apics.pending()).containsOnly(InterruptController.NONE);
    apics.advanceTo(10);
    assertThat(apics.pending()).containsExactly(-1, -1, 0x51, -1);
  }

  @Test
  void shorthandsAndLogicalDestinations() {
    write(1, COMMAND_LOW, 0x4_4060); // self
    apics.settle();
    assertThat(apics.pending()).containsExactly(-1, 0x60, -1, -1);
    write(1, COMMAND_LOW, 0xc_4070); // all but self
    apics.settle();
    assertThat(apics.pending()).containsExactly(0x70, 0x60, 0x70, 0x70);
    write(1, COMMAND_LOW, 0x8_4080); // all
    apics.settle();
    assertThat(apics.pending()).containsOnly(0x80);
    write(1, COMMAND_HIGH, 0x5L << 24);
    write(1, COMMAND_LOW, 0x4890); // logical: CPUs 0 and 2
    apics.settle();
    assertThat(apics.pending()).containsExactly(0x90, 0x80, 0x90, 0x80);
    write(1, COMMAND_LOW, 0xc_4400); // NMI to all but self
    apics.settle();
    assertThat(apics.signals).containsExactly("nmi 0", "nmi 2", "nmi 3");
  }

  @Test
  void lowestPriorityGoesToTheLeastBusy() {
    write(0, 0x80, 0x30);
    write(1, 0x80, 0x10);
    write(2, 0x80, 0x10);
    write(3, 0x80, 0x20);
    write(0, COMMAND_HIGH, 0xfL << 24);
    write(0, COMMAND_LOW, 0x4955);
    apics.advanceTo(10);
    assertThat(apics.pending()).containsExactly(-1, 0x55, -1, -1);
  }

  @Test
  void higherClassInterruptsLowerAndEndOfInterruptUncoversTheRest() {
    LocalApic apic = apics.get(0);
    apic.accept(0x41);
    assertThat(apic.acknowledge()).isEqualTo(0x41);
    apic.accept(0x4f);
    assertThat(apic.pending()).as("same class waits").isEqualTo(InterruptController.NONE);
    apic.accept(0x51);
    assertThat(apic.acknowledge()).isEqualTo(0x51);
    assertThat(read(0, 0x100 + 0x20)).isEqualTo(0x2_0002);
    assertThat(read(0, 0xa0)).isEqualTo(0x50);
    write(0, EOI, 0);
    assertThat(apic.pending()).isEqualTo(InterruptController.NONE);
    write(0, EOI, 0);
    assertThat(apic.pending()).isEqualTo(0x4f);
    apic.setTaskPriority(4);
    assertThat(apic.pending()).isEqualTo(InterruptController.NONE);
    assertThat(apic.taskPriority()).isEqualTo(4);
  }

  @Test
  void errorsAreCollectedAndShownAfterAWrite() {
    write(0, COMMAND_LOW, 0x4_4005); // vector 5 to self
    read(0, 0x3f0); // reserved register
    assertThat(read(0, 0x280)).isZero();
    write(0, 0x280, 0);
    assertThat(read(0, 0x280)).isEqualTo(0xa0);
  }

  @Test
  void initAndStartUpReachTheirCpus() {
    write(1, 0x280, 0);
    write(0, COMMAND_LOW, 0xc_4500); // INIT to all but self
    apics.advanceTo(100);
    assertThat(read(1, 0xf0)).isEqualTo(0xff);
    write(0, COMMAND_LOW, 0xc_8500); // its de-assertion does nothing
    write(0, 0x310, 1 << 24);
    write(0, COMMAND_LOW, 0x4608);
    apics.advanceTo(200);
    assertThat(apics.signals).contains("init 1", "start-up 1 at 0x8").doesNotContain("init 0");
  }

  @Test
  void whatIsMissingIsLoud() {
    assertThatThrownBy(() -> write(0, COMMAND_LOW, 0x4_4200))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("system-management");
    assertThatThrownBy(() -> apics.get(0).read(0x20, 8)).isInstanceOf(UnimplementedException.class);
    assertThatThrownBy(() -> apics.get(0).write(0xb0, 1, 0))
        .isInstanceOf(UnimplementedException.class);
  }

  @Test
  void whatWasAcceptedBeforeTheApicWasDisabledIsStillDelivered() {
    write(0, COMMAND_LOW, 0x4_0041);
    apics.advanceTo(100);
    write(0, 0xf0, 0xff);
    assertThat(apics.get(0).pending()).isEqualTo(0x41);
    write(0, COMMAND_LOW, 0x4_0052);
    apics.advanceTo(200);
    assertThat(apics.get(0).pending()).as("nothing new is accepted").isEqualTo(0x41);
  }
}
