package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import ksim.core.time.EventQueue;
import org.junit.jupiter.api.Test;

/**
 * {@link CountingElement}, which leaps and is saved and restored on the way, against {@link
 * PulseByPulseCounter}, which does neither.
 */
class CountingElementTest {
  private static final int CASES = 3000;
  private static final int STEPS = 40;

  @Test
  void leapsAsFarAsPulsesGoOneByOne() throws IOException {
    SplittableRandom random = new SplittableRandom(8254);
    for (int i = 0; i < CASES; i++) {
      compare(random.split(), i);
    }
  }

  private static void compare(SplittableRandom random, int number) throws IOException {
    int mode = random.nextInt(6);
    boolean decimal = random.nextInt(4) == 0;
    CountingElement leaping = new CountingElement(true);
    PulseByPulseCounter stepping = new PulseByPulseCounter(mode, decimal);
    leaping.program(mode, decimal);
    StringBuilder history = new StringBuilder("case " + number + ", mode " + mode);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(10) == 0) {
        CountingElement fresh = new CountingElement(false);
        leaping = SavedState.copy(leaping, new EventQueue(), fresh);
      }
      switch (random.nextInt(6)) {
        case 0 -> {
          int count = random.nextInt(8) == 0 ? random.nextInt(10_000) : 2 + random.nextInt(12);
          history.append(" write ").append(count);
          leaping.write(count);
          stepping.write(count);
        }
        case 1 -> {
          boolean gate = random.nextBoolean();
          history.append(" gate ").append(gate);
          leaping.setGate(gate);
          stepping.setGate(gate);
        }
        default -> {
          int pulses = random.nextInt(5) == 0 ? random.nextInt(70_000) : random.nextInt(30);
          history.append(" pulses ").append(pulses);
          long change = leaping.pulsesToChange();
          leaping.advance(pulses);
          step(stepping, pulses, change, history.toString());
        }
      }
      assertThat(leaping.output()).as("%s: OUT", history).isEqualTo(stepping.out);
      assertThat(leaping.count()).as("%s: count", history).isEqualTo(stepping.count());
      assertThat(leaping.nullCount()).as("%s: null count", history).isEqualTo(stepping.nullCount);
    }
  }

  /** Goes pulse by pulse, and sees OUT change first when that was foretold. */
  private static void step(PulseByPulseCounter counter, int pulses, long change, String history) {
    long first = EventQueue.NEVER;
    for (int pulse = 1; pulse <= pulses; pulse++) {
      boolean before = counter.out;
      counter.pulse();
      if (counter.out != before && first == EventQueue.NEVER) {
        first = pulse;
      }
    }
    if (first != EventQueue.NEVER || change <= pulses) {
      assertThat(change).as("%s: pulses to the change of OUT", history).isEqualTo(first);
    }
  }
}
