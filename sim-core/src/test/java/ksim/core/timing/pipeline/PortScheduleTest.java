package ksim.core.timing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

class PortScheduleTest {
  private static final int BIAS = 3;

  private final CoreDescription core = CoreDescription.load("skylake");

  @Test
  void ofEquallyLoadedPortsTheHighestGoesFirst() {
    PortSchedule ports = new PortSchedule(core);
    assertThat(ports.bind(0b1100011, 0)).isEqualTo(6);
    assertThat(ports.bind(0b1100011, 1)).isEqualTo(5);
    assertThat(ports.bind(0b10, 1)).isEqualTo(1);
  }

  @Test
  void loadsTakeTurns() {
    PortSchedule ports = new PortSchedule(core);
    List<Integer> bound = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bound.add(ports.bind(0b1100, i));
    }
    assertThat(bound).containsExactly(3, 2, 3, 2);
  }

  @Test
  void choicesAreThoseOfSortedPorts() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      long low = random.nextLong() & 0x0303_0303_0303_0303L;
      long high = random.nextLong() & 0x0303_0303_0303_0303L;
      int set =
          random.nextInt(1, 1 << 16) | (1 << random.nextInt(8)) | (1 << (8 + random.nextInt(8)));
      set = random.nextBoolean() ? (set & 0xff) | (1 << random.nextInt(4)) | (1 << 4) : set;
      int answer = PortChoice.of(low, high, set, BIAS);
      List<Integer> sorted = sorted(low, high, set);
      int first = sorted.getFirst();
      int more = count(low, high, sorted.get(1)) - count(low, high, first);
      assertThat(PortChoice.port(answer, 0)).isEqualTo(first);
      assertThat(PortChoice.port(answer, 1)).isEqualTo(more < BIAS ? sorted.get(1) : first);
    }
  }

  private static List<Integer> sorted(long low, long high, int set) {
    List<Integer> ports = new ArrayList<>();
    for (int port = 15; port >= 0; port--) {
      if ((set >>> port & 1) != 0) {
        ports.add(port);
      }
    }
    ports.sort(Comparator.comparingInt(port -> count(low, high, port)));
    return ports;
  }

  private static int count(long low, long high, int port) {
    return (int) ((port < 8 ? low : high) >>> (port % 8 * 8)) & 255;
  }

  @Test
  void everyMicroOperationTakesTheFirstFreeCycle() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    PortSchedule ports = new PortSchedule(core);
    List<Set<Long>> taken = new ArrayList<>();
    for (int port = 0; port < 8; port++) {
      taken.add(new HashSet<>());
    }
    long issue = 1;
    for (int i = 0; i < 60_000; i++) {
      if (random.nextInt(3) == 0) {
        issue += random.nextInt(20) == 0 ? random.nextInt(300) : 1;
        ports.advance(issue);
        assertThat(ports.inScheduler()).isEqualTo(startingFrom(taken, issue));
      }
      if (i % 10_000 == 9_999) {
        ports = restored(ports);
      }
      int port = random.nextInt(4) == 0 ? 1 : random.nextInt(8);
      long earliest = issue + 5 + random.nextInt(random.nextInt(50) == 0 ? 2_000 : 20);
      long expected = earliest;
      while (!taken.get(port).add(expected)) {
        expected++;
      }
      assertThat(ports.take(port, earliest)).isEqualTo(expected);
      long passed = issue - 1;
      taken.get(port).removeIf(cycle -> cycle < passed);
    }
  }

  private static int startingFrom(List<Set<Long>> taken, long cycle) {
    return (int) taken.stream().flatMap(Set::stream).filter(start -> start >= cycle).count();
  }

  private PortSchedule restored(PortSchedule ports) throws IOException {
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    ports.save(new DataOutputStream(saved));
    PortSchedule copy = new PortSchedule(core);
    copy.restore(new DataInputStream(new ByteArrayInputStream(saved.toByteArray())));
    return copy;
  }
}
