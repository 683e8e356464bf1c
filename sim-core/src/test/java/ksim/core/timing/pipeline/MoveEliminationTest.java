package ksim.core.timing.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MoveEliminationTest {
  private static final int SLOTS = 4;

  private final MoveElimination general = new MoveElimination(SLOTS, 1);

  @Test
  void fourMovesInARowAreRenamedAway() {
    for (int i = 0; i < SLOTS; i++) {
      assertThat(general.move(0, 1 + i)).isTrue();
    }
    assertThat(general.move(0, 9)).as("a fifth in the same cycle").isFalse();
    general.advance(1);
    assertThat(general.move(0, 9)).as("those of the cycle before count too").isFalse();
  }

  @Test
  void aSlotIsFreeWhenAllThatShareItAreOverwritten() {
    general.move(0, 1);
    assertThat(general.shared()).isEqualTo(0b11);
    general.overwrite(0b01);
    general.advance(2);
    assertThat(general.shared()).as("one is left").isEqualTo(0b10);
    assertThat(movesInACycle()).isEqualTo(SLOTS - 1);
    general.overwrite(0xffff);
    general.advance(2);
    assertThat(general.shared()).isZero();
    assertThat(movesInACycle()).isEqualTo(SLOTS);
  }

  @Test
  void vectorRegistersFreeASlotWhenOneIsLeft() {
    MoveElimination vector = new MoveElimination(SLOTS, 2);
    vector.move(0, 1);
    vector.overwrite(0b01);
    vector.advance(1);
    vector.advance(1);
    assertThat(vector.shared()).isZero();
  }

  @Test
  void aMoveOfWhatIsSharedTakesNoOtherSlot() {
    general.move(0, 1);
    general.advance(2);
    general.move(1, 2);
    general.advance(2);
    assertThat(general.shared()).isEqualTo(0b111);
    assertThat(movesInACycle()).isEqualTo(SLOTS - 1);
  }

  @Test
  void withoutSlotsNothingIsRenamedAway() {
    assertThat(new MoveElimination(0, 1).move(0, 1)).isFalse();
  }

  /** How many moves between registers that nothing else uses are renamed away in one cycle. */
  private int movesInACycle() {
    int count = 0;
    while (general.move(8, 9 + count)) {
      count++;
    }
    return count;
  }
}
