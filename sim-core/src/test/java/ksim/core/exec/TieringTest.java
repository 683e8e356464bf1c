package ksim.core.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** When a block is hot. */
class TieringTest {
  @Test
  void theThresholdRisesWithEachRegionUpToALimit() {
    Tiering tiering = new Tiering(2000, 250);
    assertEquals(2000, tiering.threshold(0));
    assertEquals(2250, tiering.threshold(1));
    assertEquals(27_000, tiering.threshold(100));
    assertEquals(50_000, tiering.threshold(192));
    assertEquals(50_000, tiering.threshold(8192));
  }

  @Test
  void aThresholdAloneStays() {
    assertEquals(1, new Tiering(1).threshold(8192));
    assertEquals(Tiering.NEVER, Tiering.interpreted().threshold(8192));
  }

  @Test
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Tiering(0));
    assertThrows(IllegalArgumentException.class, () -> new Tiering(1, -1));
  }
}
