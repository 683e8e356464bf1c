package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

class PrefetchersTest {
  private static final long PAGE = 0x40_0000;

  private static List<Long> streamed(long... lines) {
    Streamer streamer = new Streamer(CoreDescription.load("skylake"));
    List<Long> prefetched = new ArrayList<>();
    for (long line : lines) {
      int tracker = streamer.observe(line);
      int issued = 0;
      for (long next = streamer.next(tracker, 0);
          next >= 0;
          next = streamer.next(tracker, issued)) {
        prefetched.add(next);
        issued++;
      }
    }
    return prefetched;
  }

  @Test
  void theStreamerRunsAheadTwoLinesARequest() {
    assertThat(streamed(64, 65)).isEmpty();
    assertThat(streamed(64, 65, 66)).containsExactly(67L, 68L);
    assertThat(streamed(64, 65, 66, 67)).containsExactly(67L, 68L, 69L, 70L);
    assertThat(streamed(90, 89, 88)).containsExactly(87L, 86L);
  }

  @Test
  void theStreamerKeepsItsDistanceAndItsPage() {
    long[] ascending = new long[40];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = 64L + i;
    }
    List<Long> ahead = streamed(ascending);
    assertThat(ahead).doesNotHaveDuplicates().isSorted();
    assertThat(ahead.getLast()).isEqualTo(64 + 39 + 20);
    assertThat(streamed(124, 125, 126, 127)).containsExactly(127L);
  }

  @Test
  void theStreamerStartsAnewWhereTheDirectionChanges() {
    assertThat(streamed(64, 65, 64, 65, 64, 65)).isEmpty();
  }

  private static List<Long> strided(int instructions, long... addresses) {
    StridePrefetcher prefetcher = new StridePrefetcher();
    List<Long> prefetched = new ArrayList<>();
    for (int i = 0; i < addresses.length; i++) {
      long next = prefetcher.observe(0x1000 + i % instructions, addresses[i]);
      if (next >= 0) {
        prefetched.add(next - PAGE);
      }
    }
    return prefetched;
  }

  @Test
  void stridesAreKnownByInstruction() {
    assertThat(strided(1, PAGE, PAGE + 192)).isEmpty();
    assertThat(strided(1, PAGE, PAGE + 192, PAGE + 384)).containsExactly(576L);
    assertThat(strided(1, PAGE + 960, PAGE + 576, PAGE + 192)).isEmpty(); // below the page
    assertThat(strided(1, PAGE, PAGE + 2112, PAGE + 4224)).isEmpty(); // too far
    assertThat(strided(2, PAGE, PAGE + 1024, PAGE + 64, PAGE + 1152, PAGE + 128, PAGE + 1280))
        .containsExactly(192L, 1408L);
  }
}
