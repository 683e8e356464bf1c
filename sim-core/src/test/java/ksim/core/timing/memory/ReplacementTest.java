package ksim.core.timing.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplacementTest {
  private static final int SETS = 4;

  @ParameterizedTest
  @CsvSource({
    "tree-plru, 8",
    "tree-plru, 4",
    "tree-plru, 32",
    "tree-plru, 1",
    "lru, 12",
    "lru, 16",
    "lru, 6",
    "lru, 1",
    "qlru-H00-M1-R2-U1, 4",
    "qlru-H11-M1-R0-U0, 16",
    "qlru-H21-M2-R0-U0, 12",
    "qlru-H00-M1-R0-U1, 16",
  })
  void replacesWhatTheDefinitionSays(String policy, int ways) {
    SplittableRandom random = new SplittableRandom(ways);
    TagArray array = new TagArray(SETS * ways, ways, policy);
    NaiveSet[] sets = new NaiveSet[SETS];
    for (int set = 0; set < SETS; set++) {
      sets[set] = new NaiveSet(policy, ways);
    }
    int hits = 0;
    for (int i = 0; i < 40_000; i++) {
      // Some sets are used within their ways, some beyond; lines come again soon now and then.
      long line =
          (long) random.nextInt(random.nextBoolean() ? 2 * ways : 6 * ways) + random.nextInt(2);
      boolean hit = array.use(line) != TagArray.NONE;
      if (!hit) {
        array.fill(line, 0);
      }
      assertThat(hit)
          .as("access %d, line %d", i, line)
          .isEqualTo(sets[(int) line % SETS].access(line));
      hits += hit ? 1 : 0;
    }
    assertThat(hits).isBetween(1_000, 39_000);
  }

  @Test
  void aLineTakenAwayMakesRoomFirst() {
    for (String policy : new String[] {"tree-plru", "lru", "qlru-H11-M1-R0-U0"}) {
      TagArray array = new TagArray(8, 8, policy);
      for (long line = 0; line < 8; line++) {
        array.fill(line, line);
      }
      for (long line = 0; line < 8; line++) {
        array.use(line);
      }
      int slot = array.find(7);
      array.drop(slot);
      assertThat(array.isUsed(slot)).isFalse();
      if (!policy.startsWith("qlru")) { // several lines may be as old
        assertThat(array.victim(9)).as(policy).isEqualTo(slot);
      }
      assertThat(array.use(7)).isEqualTo(TagArray.NONE);
    }
  }

  @Test
  void unknownPoliciesAreRefused() {
    assertThatThrownBy(() -> new TagArray(8, 8, "random"))
        .hasMessageContaining("'random' of 8 ways: expected tree-plru, lru or qlru");
    assertThatThrownBy(() -> new TagArray(12, 12, "tree-plru")).hasMessageContaining("not 12");
    assertThatThrownBy(() -> new TagArray(24, 8, "lru"))
        .hasMessageContaining("24 entries in 8 ways");
  }
}
