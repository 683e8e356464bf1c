package ksim.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import ksim.core.cpu.InterruptController;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which interrupt is offered, by the plain words of Intel SDM volume 3, section 11.8. */
class InterruptPriorityTest {
  private final Apics apics = new Apics(1);
  private final LocalApic apic = apics.get(0);
  private final TreeSet<Integer> requested = new TreeSet<>();
  private final TreeSet<Integer> inService = new TreeSet<>();
  private int taskPriority;

  private int expected() {
    int running = Math.max(taskPriority >> 4, inService.isEmpty() ? 0 : inService.last() >> 4);
    boolean outranks = !requested.isEmpty() && requested.last() >> 4 > running;
    return outranks ? requested.last() : InterruptController.NONE;
  }

  private int expectedProcessorPriority() {
    int service = inService.isEmpty() ? 0 : inService.last() & 0xf0;
    return (taskPriority & 0xf0) >= service ? taskPriority : service;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theHighestThatOutranksWhatRuns(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < 10_000; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          int vector = random.nextInt(16, 256);
          apic.accept(vector);
          requested.add(vector);
        }
        case 2 -> {
          taskPriority = random.nextInt(4) == 0 ? random.nextInt(256) : 0;
          apics.write(0, Apics.TASK_PRIORITY, taskPriority);
        }
        case 3 -> {
          apics.write(0, Apics.EOI, 0);
          inService.pollLast();
        }
        default -> {
          if (expected() != InterruptController.NONE) {
            int vector = apic.acknowledge();
            assertThat(vector).isEqualTo(requested.pollLast());
            inService.add(vector);
          }
        }
      }
      assertThat(apic.pending()).isEqualTo(expected());
      assertThat(apics.read(0, 0xa0)).isEqualTo(expectedProcessorPriority());
      assertThat(apic.taskPriority()).isEqualTo(taskPriority >> 4);
      int vector = random.nextInt(256);
      assertThat(apics.bit(0, 0x200, vector)).isEqualTo(requested.contains(vector));
      assertThat(apics.bit(0, 0x100, vector)).isEqualTo(inService.contains(vector));
    }
  }
}
