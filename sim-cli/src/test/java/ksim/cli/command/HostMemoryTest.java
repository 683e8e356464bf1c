package ksim.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import ksim.core.timing.TimingLevel;
import ksim.sched.scenario.MachineSpec;
import ksim.sched.scenario.Scenario;
import ksim.sched.scenario.StackSource;
import ksim.sched.scenario.StackSpec;
import ksim.sched.scenario.ThreadGroupSpec;
import ksim.sched.scenario.ThreadKind;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private static Scenario scenario(int threads, long memoryBytes) {
    StackSpec stack = new StackSpec(StackSource.MMAP, MIB, 0);
    return new Scenario(
        "s",
        "",
        MachineSpec.of(1, memoryBytes, "skylake", TimingLevel.NONE, 500),
        List.of(),
        List.of(new ThreadGroupSpec("t", ThreadKind.APPLICATION, threads, stack, "p")),
        Map.of(),
        Map.of(),
        1);
  }

  @Test
  void theEstimateIsTheStacksButNoMoreThanTheMachineHas() {
    long few = HostMemory.estimateBytes(scenario(100, 4 * GIB));
    assertThat(few).isBetween(100 * MIB, 200 * MIB);
    assertThat(HostMemory.estimateBytes(scenario(200, 4 * GIB)))
        .isBetween(few + 100 * MIB, few + 110 * MIB);
    assertThat(HostMemory.estimateBytes(scenario(10_000, GIB))).isBetween(GIB, GIB + 100 * MIB);
    assertThat(HostMemory.estimateBytes(scenario(Integer.MAX_VALUE, 4 * GIB))).isLessThan(5 * GIB);
  }

  @Test
  void whatDoesNotFitBesideAnotherWaitsForItsEnd() throws InterruptedException {
    HostMemory memory = new HostMemory(2 * GIB);
    Scenario big = scenario(1000, 4 * GIB);
    memory.acquire(big);
    CountDownLatch admitted = new CountDownLatch(1);
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    memory.acquire(big);
                    admitted.countDown();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    assertThat(admitted.await(100, TimeUnit.MILLISECONDS)).isFalse();
    memory.release(big);
    assertThat(admitted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void whatIsLargerThanTheHeapStillRunsAlone() throws InterruptedException {
    HostMemory memory = new HostMemory(64 * MIB);
    Scenario huge = scenario(5000, 8 * GIB);
    memory.acquire(huge);
    memory.release(huge);
    memory.acquire(huge);
  }
}
