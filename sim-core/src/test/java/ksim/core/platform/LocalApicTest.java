package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import ksim.core.cpu.InterruptController;
import ksim.core.fault.UnimplementedException;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

class LocalApicTest {
  private static final int EOI = 0xb0;
  private static final int COMMAND_LOW = 0x300;
  private static final int COMMAND_HIGH = 0x310;
  private static final int LVT_TIMER = 0x320;
  private static final int INITIAL_COUNT = 0x380;
  private static final int CURRENT_COUNT = 0x390;
  private static final int DIVIDE = 0x3e0;
  private static final int DIVIDE_BY_ONE = 0xb;

  private long now;

  private final EventQueue events = new EventQueue();
  private final List<String> starts = new ArrayList<>();
  private final List<String> nonMaskable = new ArrayList<>();
  private final ApicBus bus = new ApicBus(() -> now, events, 10);
  private final LocalApic[] apics = new LocalApic[4];

  LocalApicTest() {
    for (int id = 0; id < apics.length; id++) {
      int number = id;
      apics[id] = new LocalApic(id, () -> now, events, 3, bus);
      apics[id].connect(
          new ApicSignals() {
            @Override
            public void interruptPending() {}

            @Override
            public void nonMaskableInterrupt() {
              nonMaskable.add("nmi " + number);
            }

            @Override
            public void initialize() {
              starts.add("init " + number);
            }

            @Override
            public void startUp(int vector) {
              starts.add("start-up %d at 0x%x".formatted(number, vector));
            }

            @Override
            public void windowMoved() {}
          });
      write(id, 0xf0, 0x1ff);
      write(id, 0xd0, 1 << (24 + id));
    }
  }

  private void write(int id, int offset, long value) {
    apics[id].write(offset, 4, value);
  }

  private long read(int id, int offset) {
    return apics[id].read(offset, 4);
  }

  private void advanceTo(long cycles) {
    while (events.nextCycles() <= cycles) {
      now = events.nextCycles();
      events.fireUntil(now);
    }
    now = cycles;
  }

  private List<Integer> pending() {
    List<Integer> result = new ArrayList<>();
    for (LocalApic apic : apics) {
      result.add(apic.pending());
    }
    return result;
  }

  @Test
  void startsAsTheManualSays() {
    LocalApic apic = new LocalApic(9, () -> now, events, 3, bus);

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
    write(0, 0x20, 0x7700_0000);
    assertThat(read(0, 0x20)).isZero();
  }

  @Test
  void oneShotTimerExpiresOnce() {
    write(0, DIVIDE, DIVIDE_BY_ONE);
    write(0, LVT_TIMER, 0x40);
    write(0, INITIAL_COUNT, 100);
    advanceTo(150);
    assertThat(read(0, CURRENT_COUNT)).isEqualTo(50);
    advanceTo(299);
    assertThat(apics[0].pending()).isEqualTo(InterruptController.NONE);
    advanceTo(300);
    assertThat(apics[0].acknowledge()).isEqualTo(0x40);
    assertThat(read(0, CURRENT_COUNT)).isZero();
    write(0, EOI, 0);
    advanceTo(10_000);
    assertThat(apics[0].pending()).isEqualTo(InterruptController.NONE);
  }

  @Test
  void periodicTimerRepeatsAtExactMultiples() {
    write(0, DIVIDE, 0x1); // divide by 4
    write(0, LVT_TIMER, 0x2_0040);
    write(0, INITIAL_COUNT, 10);
    List<Long> expiries = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      expiries.add(events.nextCycles());
      advanceTo(events.nextCycles() + i); // Looking late does not delay the next one.
      assertThat(apics[0].acknowledge()).isEqualTo(0x40);
      write(0, EOI, 0);
    }
    assertThat(expiries).containsExactly(120L, 240L, 360L);
    write(0, INITIAL_COUNT, 0);
    assertThat(events.nextCycles()).isEqualTo(EventQueue.NEVER);
  }

  @Test
  void maskedTimerCountsButDoesNotInterrupt() {
    write(0, LVT_TIMER, 0x1_0040);
    write(0, INITIAL_COUNT, 10);
    advanceTo(1000);
    assertThat(apics[0].pending()).isEqualTo(InterruptController.NONE);
  }

  @Test
  void interruptArrivesAfterTheLatencyAtThePhysicalDestination() {
    write(1, COMMAND_HIGH, 2L << 24);
    write(1, COMMAND_LOW, 0x4051);
    assertThat(pending()).containsOnly(InterruptController.NONE);
    advanceTo(10);
    assertThat(pending()).containsExactly(-1, -1, 0x51, -1);
  }

  @Test
  void shorthandsAndLogicalDestinations() {
    write(1, COMMAND_LOW, 0x4_4060); // self
    advanceTo(now + 10);
    assertThat(pending()).containsExactly(-1, 0x60, -1, -1);
    write(1, COMMAND_LOW, 0xc_4070); // all but self
    advanceTo(now + 10);
    assertThat(pending()).containsExactly(0x70, 0x60, 0x70, 0x70);
    write(1, COMMAND_LOW, 0x8_4080); // all
    advanceTo(now + 10);
    assertThat(pending()).containsOnly(0x80);
    write(1, COMMAND_HIGH, 0x5L << 24);
    write(1, COMMAND_LOW, 0x4890); // logical: CPUs 0 and 2
    advanceTo(now + 10);
    assertThat(pending()).containsExactly(0x90, 0x80, 0x90, 0x80);
    write(1, COMMAND_LOW, 0xc_4400); // NMI to all but self
    advanceTo(now + 10);
    assertThat(nonMaskable).containsExactly("nmi 0", "nmi 2", "nmi 3");
  }

  @Test
  void lowestPriorityGoesToTheLeastBusy() {
    write(0, 0x80, 0x30);
    write(1, 0x80, 0x10);
    write(2, 0x80, 0x10);
    write(3, 0x80, 0x20);
    write(0, COMMAND_HIGH, 0xfL << 24);
    write(0, COMMAND_LOW, 0x4955);
    advanceTo(10);
    assertThat(pending()).containsExactly(-1, 0x55, -1, -1);
  }

  @Test
  void higherClassInterruptsLowerAndEndOfInterruptUncoversTheRest() {
    LocalApic apic = apics[0];
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
    advanceTo(100);
    assertThat(read(1, 0xf0)).isEqualTo(0xff);
    write(0, COMMAND_LOW, 0xc_8500); // its de-assertion does nothing
    write(0, 0x310, 1 << 24);
    write(0, COMMAND_LOW, 0x4608);
    advanceTo(200);
    assertThat(starts).contains("init 1", "start-up 1 at 0x8").doesNotContain("init 0");
  }

  @Test
  void whatIsMissingIsLoud() {
    assertThatThrownBy(() -> write(0, COMMAND_LOW, 0x4_4200))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("system-management");
    assertThatThrownBy(() -> apics[0].read(0x20, 8)).isInstanceOf(UnimplementedException.class);
    assertThatThrownBy(() -> apics[0].write(0xb0, 1, 0)).isInstanceOf(UnimplementedException.class);
  }

  @Test
  void whatWasAcceptedBeforeTheApicWasDisabledIsStillDelivered() {
    write(0, COMMAND_LOW, 0x4_0041);
    advanceTo(100);
    write(0, 0xf0, 0xff);
    assertThat(apics[0].pending()).isEqualTo(0x41);
    write(0, COMMAND_LOW, 0x4_0052);
    advanceTo(200);
    assertThat(apics[0].pending()).as("nothing new is accepted").isEqualTo(0x41);
  }
}
