package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

/** Two cores with their caches restored behave as those that were saved. */
class MemoryPersistenceTest {
  private static final CoreDescription CORE =
      CoreDescription.load("skylake,l3-bytes=65536,l2-bytes=16384,stlb-entries=96");

  /** What is done to the memories, and what they answered. */
  private static final class Driver {
    private final SplittableRandom random;
    private final List<Long> answers = new ArrayList<>();
    private long cycle;

    private Driver(long seed, long cycle) {
      random = new SplittableRandom(seed);
      this.cycle = cycle;
    }

    private void step(DataMemory memory) {
      cycle += random.nextInt(40);
      long address = random.nextLong(random.nextBoolean() ? 1 << 13 : 1 << 19);
      long linear = address + (random.nextLong(4) << 40);
      long start = cycle + random.nextInt(200);
      long instruction = 0x1000L + random.nextInt(8);
      switch (random.nextInt(6)) {
        case 0 -> answers.add(memory.storeDelay(linear, address, 8, start, instruction));
        case 1 -> answers.add(memory.fetchDelay(linear, address, start));
        case 2 -> {
          memory.walkBegin(start);
          memory.walkEntry(3, false, address >>> 8);
          memory.walkEntry(2, random.nextBoolean(), address >>> 4);
          if (random.nextBoolean()) {
            memory.walkFlag();
          }
          int shift = random.nextBoolean() ? 12 : 21;
          answers.add(memory.walkEnd(linear, shift, random.nextBoolean()));
        }
        default -> answers.add(memory.loadDelay(linear, address, 8, start, instruction));
      }
    }
  }

  private record Pair(SharedCache shared, DataMemory first, DataMemory second) {
    private static Pair create() {
      SharedCache shared = new SharedCache(CORE);
      return new Pair(shared, new DataMemory(CORE, shared), new DataMemory(CORE, shared));
    }

    private void run(Driver driver, int steps) {
      for (int i = 0; i < steps; i++) {
        driver.step(i % 3 == 0 ? second : first);
      }
    }

    private Pair copy() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      shared.save(out);
      first.save(out);
      second.save(out);
      Pair copy = create();
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      copy.shared.restore(in);
      copy.first.restore(in);
      copy.second.restore(in);
      assertThat(in.read()).isEqualTo(-1);
      return copy;
    }
  }

  @Test
  void aRestoredMemoryGoesOnAsTheSavedOne() throws IOException {
    for (long seed = 0; seed < 20; seed++) {
      Pair pair = Pair.create();
      pair.run(new Driver(seed, 0), 3000);
      Pair copy = pair.copy();
      Driver expected = new Driver(~seed, 60_000);
      Driver actual = new Driver(~seed, 60_000);
      pair.run(expected, 3000);
      copy.run(actual, 3000);
      assertThat(actual.answers).as("seed %d", seed).isEqualTo(expected.answers);
      assertThat(copy.first.figures()).isEqualTo(pair.first.figures());
      assertThat(copy.second.figures()).isEqualTo(pair.second.figures());
      assertThat(pair.first.figures().get("cross-core transfers, dirty")).isPositive();
    }
  }
}
