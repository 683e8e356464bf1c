package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import ksim.core.cpu.InterruptController;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

/** Intel SDM volume 3, section 11.5.4; three cycles a tick. */
class ApicTimerTest {
  private static final int DEADLINE = 2 << 17;
  private static final int PERIODIC = 1 << 17;
  private static final int VECTOR = 0x40;

  private final Apics apics = new Apics(1);
  private final LocalApic apic = apics.get(0);

  private void write(int offset, long value) {
    apics.write(0, offset, value);
  }

  private long count() {
    return apics.read(0, Apics.CURRENT_COUNT);
  }

  private boolean interrupted() {
    boolean pending = apic.pending() == VECTOR;
    if (pending) {
      apic.acknowledge();
      write(Apics.EOI, 0);
    }
    return pending;
  }

  private void waitForDeadline(long timeStamp) {
    write(Apics.LVT_TIMER, DEADLINE | VECTOR);
    apic.setDeadline(timeStamp);
  }

  @Test
  void aDeadlineInterruptsOnceAndIsZeroThen() {
    waitForDeadline(1000);
    assertThat(apic.deadline()).isEqualTo(1000);
    apics.advanceTo(999);
    assertThat(interrupted()).isFalse();
    apics.advanceTo(1000);
    assertThat(interrupted()).isTrue();
    assertThat(apic.deadline()).isZero();
    apics.advanceTo(100_000);
    assertThat(interrupted()).isFalse();
  }

  @Test
  void aDeadlineThatHasPassedInterruptsAtOnce() {
    apics.advanceTo(500);
    waitForDeadline(17);
    apics.advanceTo(500);
    assertThat(interrupted()).isTrue();
  }

  @Test
  void deadlinesAreUnsignedAndMayBeOutOfReach() {
    waitForDeadline(-1);
    assertThat(apics.events.nextCycles()).isEqualTo(EventQueue.NEVER);
    assertThat(apic.deadline()).isEqualTo(-1);
    apic.setTimeStampOffset(-200); // the counter is at 2^64 - 200 now
    apics.advanceTo(198);
    assertThat(interrupted()).isFalse();
    apics.advanceTo(199);
    assertThat(interrupted()).isTrue();
  }

  @Test
  void zeroDisarms() {
    waitForDeadline(1000);
    apic.setDeadline(0);
    apics.advanceTo(2000);
    assertThat(interrupted()).isFalse();
  }

  @Test
  void theDeadlineFollowsTheTimeStampCounter() {
    waitForDeadline(10_000);
    apic.setTimeStampOffset(9_000);
    apics.advanceTo(999);
    assertThat(interrupted()).isFalse();
    apic.setTimeStampOffset(0);
    apics.advanceTo(9_999);
    assertThat(interrupted()).isFalse();
    apic.setTimeStampOffset(50_000);
    apics.advanceTo(9_999);
    assertThat(interrupted()).isTrue();
  }

  @Test
  void otherModesKnowNoDeadlineAndDeadlineModeNoCount() {
    apic.setDeadline(100);
    assertThat(apic.deadline()).isZero();
    write(Apics.LVT_TIMER, DEADLINE | VECTOR);
    write(Apics.INITIAL_COUNT, 5);
    assertThat(apics.read(0, Apics.INITIAL_COUNT)).isZero();
    assertThat(count()).isZero();
    apics.advanceTo(1000);
    assertThat(interrupted()).isFalse();
  }

  @Test
  void changingToOrFromDeadlineModeDisarms() {
    write(Apics.DIVIDE, Apics.DIVIDE_BY_ONE);
    write(Apics.LVT_TIMER, VECTOR);
    write(Apics.INITIAL_COUNT, 100);
    waitForDeadline(700);
    apics.advanceTo(400);
    assertThat(interrupted()).isFalse();
    write(Apics.LVT_TIMER, VECTOR);
    assertThat(apic.deadline()).isZero();
    apics.advanceTo(800);
    assertThat(interrupted()).isFalse();
    assertThat(apics.read(0, Apics.INITIAL_COUNT)).isZero();
  }

  @Test
  void oneShotAndPeriodicChangeAtTheNextZero() {
    write(Apics.DIVIDE, Apics.DIVIDE_BY_ONE);
    write(Apics.LVT_TIMER, VECTOR);
    write(Apics.INITIAL_COUNT, 100);
    apics.advanceTo(150);
    write(Apics.LVT_TIMER, PERIODIC | VECTOR);
    assertThat(count()).isEqualTo(50);
    apics.advanceTo(330);
    assertThat(interrupted()).isTrue();
    assertThat(count()).as("it has begun anew").isEqualTo(90);
    write(Apics.LVT_TIMER, VECTOR);
    apics.advanceTo(600);
    assertThat(interrupted()).isTrue();
    assertThat(count()).isZero();
    write(Apics.LVT_TIMER, PERIODIC | VECTOR);
    apics.advanceTo(2000);
    assertThat(interrupted()).as("it stays at zero").isFalse();
  }

  @Test
  void aRunningCountGoesOnWithANewDivider() {
    write(Apics.DIVIDE, Apics.DIVIDE_BY_ONE);
    write(Apics.LVT_TIMER, PERIODIC | VECTOR);
    write(Apics.INITIAL_COUNT, 100);
    apics.advanceTo(180);
    write(Apics.DIVIDE, 0x3); // by 16
    assertThat(count()).isEqualTo(40);
    apics.advanceTo(180 + 40 * 48 - 1);
    assertThat(interrupted()).isFalse();
    apics.advanceTo(180 + 40 * 48);
    assertThat(interrupted()).isTrue();
    assertThat(count()).isEqualTo(100);
  }

  @Test
  void allDividers() {
    int[] codes = {0x0, 0x1, 0x2, 0x3, 0x8, 0x9, 0xa, 0xb};
    int[] dividers = {2, 4, 8, 16, 32, 64, 128, 1};
    for (int i = 0; i < codes.length; i++) {
      write(Apics.DIVIDE, codes[i]);
      write(Apics.INITIAL_COUNT, 1000);
      assertThat(apics.events.nextCycles() - apics.now).isEqualTo(3000L * dividers[i]);
    }
  }

  /** However it is looked at, a count goes down with the time and reaches zero when it is due. */
  @Test
  void theCountIsTheTimeLeft() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 500; round++) {
      int divider = 1 << random.nextInt(8);
      int code = divider == 1 ? 0xb : codeOf(divider);
      long initial = random.nextLong(1, 1L << random.nextInt(1, 33));
      write(Apics.LVT_TIMER, VECTOR);
      write(Apics.DIVIDE, code);
      write(Apics.INITIAL_COUNT, initial);
      long start = apics.now;
      long due = start + initial * divider * 3;
      assertThat(apics.events.nextCycles()).isEqualTo(due);
      for (int look = 0; look < 5; look++) {
        apics.advanceTo(random.nextLong(apics.now, due));
        assertThat(count()).isEqualTo(initial - (apics.now - start) / (3L * divider));
        assertThat(apic.pending()).isEqualTo(InterruptController.NONE);
      }
      apics.advanceTo(due);
      assertThat(interrupted()).isTrue();
      assertThat(count()).isZero();
    }
  }

  private static int codeOf(int divider) {
    int number = Integer.numberOfTrailingZeros(divider) - 1;
    return (number & 3) | (number & 4) << 1;
  }
}
