package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BusTest {
  @Test
  void eachPeriodCarriesOneLineWhateverTheOrderOfRequests() {
    SplittableRandom random = new SplittableRandom(7);
    for (int period : new int[] {1, 2, 4, 10}) {
      Bus bus = new Bus(period);
      TreeSet<Long> taken = new TreeSet<>();
      for (int i = 0; i < 2000; i++) {
        long cycle = 5L * i + random.nextInt(400);
        long wanted = cycle / period;
        while (!taken.add(wanted)) {
          wanted++;
        }
        long expected = Math.max(cycle, wanted * period);
        assertThat(bus.transfer(cycle)).as("request %d", i).isEqualTo(expected);
      }
    }
  }

  @Test
  void anEmptyBusDelaysNothing() {
    Bus bus = new Bus(10);
    assertThat(bus.transfer(1003)).isEqualTo(1003);
    assertThat(bus.transfer(1004)).isEqualTo(1010);
    assertThat(bus.transfer(993)).isEqualTo(993);
    assertThatThrownBy(() -> new Bus(0)).hasMessageContaining("period of 0");
  }
}
