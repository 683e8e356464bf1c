package ksim.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal")
class EventQueueTest {
  private record Planned(long time, EventPriority priority, int sequence) {}

  private final List<String> fired = new ArrayList<>();

  @Test
  void ordersByTimeThenPriorityThenSequence() {
    EventQueue queue = new EventQueue();
    queue.schedule(20, EventPriority.MESSAGE, t -> fired.add("late message"));
    queue.schedule(10, EventPriority.DEVICE, t -> fired.add("device"));
    queue.schedule(10, EventPriority.TIMER, t -> fired.add("first timer"));
    queue.schedule(10, EventPriority.TIMER, t -> fired.add("second timer"));
    queue.schedule(10, EventPriority.MESSAGE, t -> fired.add("message"));

    queue.fireUntil(20);

    assertThat(fired)
        .containsExactly("message", "first timer", "second timer", "device", "late message");
    assertThat(queue.nextCycles()).isEqualTo(EventQueue.NEVER);
  }

  @Test
  void agreesWithASortedListOnRandomSchedules() {
    SplittableRandom random = new SplittableRandom(143);
    for (int round = 0; round < 200; round++) {
      EventQueue queue = new EventQueue();
      List<Planned> planned = new ArrayList<>();
      List<Planned> seen = new ArrayList<>();
      int count = random.nextInt(1, 60);
      for (int i = 0; i < count; i++) {
        EventPriority priority = EventPriority.values()[random.nextInt(3)];
        Planned plan = new Planned(random.nextLong(8), priority, i);
        ScheduledEvent entry = queue.schedule(plan.time(), priority, t -> seen.add(plan));
        if (random.nextInt(4) == 0) {
          assertThat(queue.cancel(entry)).isTrue();
          assertThat(queue.cancel(entry)).isFalse();
        } else {
          planned.add(plan);
        }
      }
      planned.sort(
          Comparator.comparingLong(Planned::time)
              .thenComparing(Planned::priority)
              .thenComparingInt(Planned::sequence));

      queue.fireUntil(3);
      assertThat(seen).hasSize((int) planned.stream().filter(p -> p.time() <= 3).count());
      queue.fireUntil(8);
      assertThat(seen).isEqualTo(planned);
    }
  }

  @Test
  void firesWhatAnEventSchedulesInTheSameRun() {
    EventQueue queue = new EventQueue();
    queue.schedule(
        5,
        EventPriority.TIMER,
        t -> queue.schedule(t + 1, EventPriority.TIMER, u -> fired.add("second at " + u)));

    queue.fireUntil(6);

    assertThat(fired).containsExactly("second at 6");
  }

  @Test
  void tellsWhenTheNextEventComesNearer() {
    List<Long> horizon = new ArrayList<>();
    EventQueue queue = new EventQueue(horizon::add);
    queue.schedule(100, EventPriority.TIMER, t -> {});
    queue.schedule(200, EventPriority.TIMER, t -> {});
    queue.schedule(50, EventPriority.TIMER, t -> {});

    assertThat(horizon).containsExactly(100L, 50L);
    assertThat(queue.nextCycles()).isEqualTo(50);
  }
}
