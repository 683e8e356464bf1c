package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BuffersTest {
  @Test
  void requestsInOrderAreServedAsByAQueueOfServers() {
    SplittableRandom random = new SplittableRandom(3);
    for (int count : new int[] {1, 2, 10}) {
      Buffers buffers = new Buffers(count);
      PriorityQueue<Long> free = new PriorityQueue<>();
      for (int i = 0; i < count; i++) {
        free.add(0L);
      }
      long cycle = 0;
      long waited = 0;
      for (int i = 0; i < 5000; i++) {
        cycle += random.nextInt(20);
        long expected = Math.max(cycle, free.remove());
        long from = buffers.whenFree(cycle);
        assertThat(from).as("request %d of %d buffers", i, count).isEqualTo(expected);
        long until = from + 1 + random.nextInt(20 * count);
        free.add(until);
        waited += from - cycle;
        buffers.occupy(cycle, from, until);
      }
      assertThat(buffers.fullCycles()).isEqualTo(waited).isPositive();
    }
  }

  @Test
  void aRequestAskedForLaterIsInNobodysWay() {
    Buffers buffers = new Buffers(2);
    for (int i = 0; i < 2; i++) {
      long from = buffers.whenFree(1000);
      buffers.occupy(1000, from, from + 200);
    }
    assertThat(buffers.whenFree(1100)).isEqualTo(1200);
    assertThat(buffers.whenFree(500)).isEqualTo(500);
    assertThat(buffers.hasFree(1, 1100)).isFalse();
    assertThat(buffers.hasFree(2, 500)).isTrue();
  }
}
