package ksim.core.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What RDRAND and RDSEED give. */
class RandomNumbersTest {
  @Test
  void numbersAreThoseOfJavasImplementation() {
    for (long seed : new long[] {0, 1, -1, 0x1234_5678_9abc_def0L}) {
      RandomNumbers numbers = new RandomNumbers(seed);
      SplittableRandom java = new SplittableRandom(seed);
      for (int i = 0; i < 1000; i++) {
        assertThat(numbers.next()).isEqualTo(java.nextLong());
      }
    }
  }
}
