package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ksim.core.fault.UnimplementedException;
import org.junit.jupiter.api.Test;

class HpetTest {
  private static final int CONFIGURATION = 0x10;
  private static final int STATUS = 0x20;
  private static final int COUNTER = 0xf0;
  private static final int TICK = 30; // core cycles

  private static final int LEVEL = 2;
  private static final int ENABLE = 4;
  private static final int PERIODIC = 8;
  private static final int SET_VALUE = 0x40;
  private static final int NARROW = 0x100;

  private final DeviceTime time = new DeviceTime();
  private final List<DeviceTime.Line> pins = lines(24);
  private final List<DeviceTime.Line> legacy = lines(2);
  private final List<Boolean> replaced = new ArrayList<>();
  private Hpet hpet = create(pins);

  private List<DeviceTime.Line> lines(int count) {
    return Stream.generate(() -> time.new Line()).limit(count).toList();
  }

  private Hpet create(List<DeviceTime.Line> routes) {
    return new Hpet(
        time.crystal(Hpet.HERTZ), time.events, routes::get, List.copyOf(legacy), replaced::add);
  }

  private static int timer(int number) {
    return 0x100 + 0x20 * number;
  }

  private static int comparator(int number) {
    return timer(number) + 8;
  }

  private void start() {
    hpet.write(CONFIGURATION, 8, 1);
  }

  private void toTick(long tick) {
    time.advanceTo(tick * TICK);
  }

  @Test
  void saysWhatItIs() {
    assertThat(hpet.read(0, 8)).as("as QEMU's").isEqualTo(0x0098_9680_8086_a201L);
    assertThat(hpet.read(4, 4)).isEqualTo(10_000_000);
    assertThat(hpet.read(timer(1), 8)).isEqualTo(0x00ff_0104_0000_0030L);
    assertThat(hpet.read(comparator(2), 8)).isEqualTo(-1);
    assertThat(hpet.read(0x160, 8)).as("there is no fourth timer").isZero();
  }

  @Test
  void counterRunsWhileEnabledAndKeepsItsValue() {
    hpet.write(COUNTER, 8, 0x1_0000_0000L);
    toTick(100);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(0x1_0000_0000L);
    start();
    toTick(150);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(0x1_0000_0032L);
    assertThat(hpet.read(COUNTER, 4)).isEqualTo(50);
    assertThat(hpet.read(COUNTER + 4, 4)).isEqualTo(1);
    hpet.write(CONFIGURATION, 4, 0);
    toTick(900);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(0x1_0000_0032L);
    hpet.write(COUNTER + 4, 4, 7);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(0x7_0000_0032L);
  }

  @Test
  void oneShotPulsesItsPinWhenTheCounterGetsThere() {
    hpet.write(timer(2), 8, 16 << 9 | ENABLE);
    hpet.write(comparator(2), 8, 500);
    start();
    toTick(10_000);
    assertThat(pins.get(16).rises).containsExactly(500L * TICK);
    assertThat(pins.get(16).asserted).isFalse();
    hpet.write(comparator(2), 8, 500);
    toTick(20_000);
    assertThat(pins.get(16).rises).as("it has passed: not before a whole turn").hasSize(1);
  }

  @Test
  void narrowTimerComesAroundAfter32Bits() {
    hpet.write(COUNTER, 8, 0xffff_fff0L);
    hpet.write(timer(0), 8, 20 << 9 | ENABLE | NARROW);
    hpet.write(comparator(0), 8, 0x5_0000_0010L);
    assertThat(hpet.read(comparator(0), 8)).isEqualTo(0x10);
    start();
    toTick(100);
    assertThat(pins.get(20).rises).containsExactly(0x20L * TICK);
    toTick(0x20 + (1L << 32) + 5);
    assertThat(pins.get(20).rises).containsExactly(0x20L * TICK, (0x20 + (1L << 32)) * TICK);
  }

  @Test
  void periodicTimerRepeatsWithoutDrift() {
    start();
    toTick(1000);
    hpet.write(timer(0), 8, 2 << 9 | ENABLE | PERIODIC | SET_VALUE);
    hpet.write(comparator(0), 8, 1300);
    assertThat(hpet.read(timer(0), 4) & SET_VALUE).isZero();
    hpet.write(comparator(0), 8, 250);
    toTick(2060);
    assertThat(pins.get(2).rises)
        .containsExactly(1300L * TICK, 1550L * TICK, 1800L * TICK, 2050L * TICK);
    assertThat(hpet.read(comparator(0), 8)).isEqualTo(2300);
  }

  @Test
  void comparatorOfADisabledPeriodicTimerGoesOn() {
    start();
    hpet.write(timer(1), 8, PERIODIC | SET_VALUE);
    hpet.write(comparator(1), 8, 100);
    toTick(12_345);
    assertThat(hpet.read(comparator(1), 8)).isEqualTo(12_400);
  }

  @Test
  void levelTriggeredTimerHoldsItsPinUntilTheStatusIsCleared() {
    hpet.write(timer(1), 8, 23 << 9 | ENABLE | LEVEL);
    hpet.write(comparator(1), 8, 10);
    start();
    toTick(50);
    assertThat(pins.get(23).asserted).isTrue();
    assertThat(hpet.read(STATUS, 8)).isEqualTo(2);
    hpet.write(STATUS, 4, 1);
    assertThat(pins.get(23).asserted).isTrue();
    hpet.write(STATUS, 4, 2);
    assertThat(pins.get(23).asserted).isFalse();
    assertThat(hpet.read(STATUS, 8)).isZero();
  }

  @Test
  void legacyReplacementTakesTheLinesOfTimerAndClock() {
    hpet.write(timer(0), 8, 16 << 9 | ENABLE);
    hpet.write(comparator(0), 8, 10);
    hpet.write(timer(1), 8, 16 << 9 | ENABLE);
    hpet.write(comparator(1), 8, 20);
    hpet.write(CONFIGURATION, 8, 3);
    toTick(100);
    assertThat(replaced).containsExactly(true);
    assertThat(legacy.get(0).rises).containsExactly(10L * TICK);
    assertThat(legacy.get(1).rises).containsExactly(20L * TICK);
    assertThat(pins.get(16).rises).isEmpty();
    hpet.write(CONFIGURATION, 8, 0);
    assertThat(replaced).containsExactly(true, false);
  }

  @Test
  void stoppedCounterMatchesNothing() {
    hpet.write(timer(0), 8, 16 << 9 | ENABLE);
    hpet.write(comparator(0), 8, 10);
    toTick(100);
    assertThat(pins.get(16).rises).isEmpty();
    start();
    toTick(109);
    assertThat(pins.get(16).rises).isEmpty();
    toTick(110);
    assertThat(pins.get(16).rises).containsExactly(110L * TICK);
  }

  @Test
  void oddAccessesAreLoud() {
    assertThatThrownBy(() -> hpet.read(0, 1)).isInstanceOf(UnimplementedException.class);
    assertThatThrownBy(() -> hpet.write(4, 8, 0)).isInstanceOf(UnimplementedException.class);
  }

  @Test
  void restoredItGoesOnAsTheSavedOne() throws IOException {
    hpet.write(timer(0), 8, 2 << 9 | ENABLE | PERIODIC | SET_VALUE);
    hpet.write(comparator(0), 8, 100);
    start();
    toTick(350);
    List<DeviceTime.Line> others = lines(24);
    hpet = SavedState.copy(hpet, time.events, create(others));
    toTick(650);
    assertThat(pins.get(2).rises).hasSize(3);
    assertThat(others.get(2).rises).containsExactly(400L * TICK, 500L * TICK, 600L * TICK);
    assertThat(hpet.read(COUNTER, 8)).isEqualTo(650);
  }
}
