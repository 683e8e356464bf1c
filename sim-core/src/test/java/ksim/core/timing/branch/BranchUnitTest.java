package ksim.core.timing.branch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import ksim.core.timing.description.CoreDescription;
import org.junit.jupiter.api.Test;

/** How well patterns are predicted whose predictability is known. */
class BranchUnitTest {
  private static final long CODE = 0xffff_ffff_8000_1000L;
  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 20_000;

  private final BranchUnit unit = new BranchUnit(CoreDescription.load("skylake"));

  /** A conditional branch, then a jump back: the share of wrong predictions in percent. */
  private double wrongPercent(IntPredicate taken) {
    int wrong = 0;
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      long next = taken.test(i) ? CODE + 64 : CODE + 2;
      Prediction prediction = unit.outcome(BranchKind.CONDITIONAL, CODE, CODE + 2, next);
      unit.outcome(BranchKind.JUMP, next + 10, next + 12, CODE - 20);
      wrong += i >= WARM_UP && prediction != Prediction.RIGHT ? 1 : 0;
    }
    return 100.0 * wrong / MEASURED;
  }

  @Test
  void branchesThatAlwaysDoTheSameAreRight() {
    assertThat(wrongPercent(i -> true)).isZero();
    assertThat(wrongPercent(i -> false)).isZero();
  }

  @Test
  void shortPatternsAreLearnt() {
    assertThat(wrongPercent(i -> i % 2 == 0)).isZero();
    assertThat(wrongPercent(i -> i % 7 == 0)).isZero();
    assertThat(wrongPercent(i -> (0b1011_0010_0111 >> (i % 12) & 1) != 0)).isZero();
  }

  @Test
  void randomBranchesAreWrongHalfOfTheTime() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(wrongPercent(i -> random.nextBoolean())).isBetween(47.0, 53.0);
  }

  @Test
  void biasedRandomBranchesAreWrongAboutAsOftenAsTheRareCaseHappens() {
    SplittableRandom random = new SplittableRandom(2);
    assertThat(wrongPercent(i -> random.nextInt(10) == 0)).isBetween(9.0, 14.0);
  }

  /** A loop of n iterations, of one taken branch each, left and entered again for ever. */
  private double wrongPerLoop(int iterations, int loops) {
    int wrong = 0;
    for (int loop = 0; loop < loops; loop++) {
      for (int i = 0; i < iterations; i++) {
        long next = i < iterations - 1 ? CODE : CODE + 32;
        Prediction prediction = unit.outcome(BranchKind.CONDITIONAL, CODE + 30, CODE + 32, next);
        wrong += loop >= loops / 2 && prediction != Prediction.RIGHT ? 1 : 0;
      }
      unit.outcome(BranchKind.JUMP, CODE + 40, CODE + 42, CODE);
    }
    return wrong / (loops / 2.0);
  }

  @Test
  void loopsEndWhereTheyDidIfTheHistoryReachesBackToTheirBeginning() {
    for (int iterations : new int[] {5, 30, 40, 64, 75, 80, 90, 93}) {
      assertThat(wrongPerLoop(iterations, 2000)).as("%d iterations", iterations).isZero();
    }
    assertThat(wrongPerLoop(300, 1000)).isBetween(0.9, 1.2);
  }

  @Test
  void aBranchThatRepeatsAnotherIsKnown() {
    SplittableRandom random = new SplittableRandom(3);
    int wrong = 0;
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      boolean taken = random.nextBoolean();
      long first = taken ? CODE + 64 : CODE + 2;
      unit.outcome(BranchKind.CONDITIONAL, CODE, CODE + 2, first);
      unit.outcome(BranchKind.JUMP, first + 10, first + 12, CODE + 128);
      long second = taken ? CODE + 256 : CODE + 142;
      wrong +=
          unit.outcome(BranchKind.CONDITIONAL, CODE + 140, CODE + 142, second) == Prediction.WRONG
                  && i >= WARM_UP
              ? 1
              : 0;
      unit.outcome(BranchKind.JUMP, second + 10, second + 12, CODE - 20);
    }
    assertThat(100.0 * wrong / MEASURED).isLessThan(0.5);
  }

  private double wrongTargetsPercent(IntUnaryOperator target) {
    int wrong = 0;
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      long next = CODE + 0x1000 + 64L * target.applyAsInt(i);
      Prediction prediction = unit.outcome(BranchKind.INDIRECT_JUMP, CODE, CODE + 2, next);
      unit.outcome(BranchKind.JUMP, next + 10, next + 12, CODE - 20);
      wrong += i >= WARM_UP && prediction != Prediction.RIGHT ? 1 : 0;
    }
    return 100.0 * wrong / MEASURED;
  }

  @Test
  void indirectJumpsFollowTheirHistory() {
    assertThat(wrongTargetsPercent(i -> 3)).isZero();
    assertThat(wrongTargetsPercent(i -> i % 4)).isZero();
    assertThat(wrongTargetsPercent(i -> "03112032".charAt(i % 8) - '0')).isLessThan(0.5);
    SplittableRandom random = new SplittableRandom(4);
    assertThat(wrongTargetsPercent(i -> random.nextInt(4))).isBetween(70.0, 80.0);
  }

  private int wrongReturns(int depth) {
    int wrong = 0;
    for (int i = 0; i < depth; i++) {
      unit.outcome(BranchKind.CALL, CODE + 100L * i, CODE + 100L * i + 5, CODE + 100L * (i + 1));
    }
    for (int i = depth - 1; i >= 0; i--) {
      long target = CODE + 100L * i + 5;
      Prediction prediction = unit.outcome(BranchKind.RETURN, target + 130, target + 131, target);
      wrong += prediction == Prediction.WRONG ? 1 : 0;
    }
    return wrong;
  }

  @Test
  void returnsAreRightDownToSixteenCalls() {
    assertThat(wrongReturns(1)).isZero();
    assertThat(wrongReturns(16)).isZero();
    assertThat(wrongReturns(20)).isEqualTo(4);
    assertThat(wrongReturns(16)).isZero();
  }

  @Test
  void directBranchesThatAreNotKnownAreCorrectedAtDecode() {
    assertThat(unit.outcome(BranchKind.JUMP, CODE, CODE + 2, CODE + 64))
        .isEqualTo(Prediction.CORRECTED_AT_DECODE);
    assertThat(unit.outcome(BranchKind.JUMP, CODE, CODE + 2, CODE + 64))
        .isEqualTo(Prediction.RIGHT);
    for (int i = 1; i <= 3 * 4096; i++) {
      unit.outcome(BranchKind.JUMP, CODE + 16L * i, CODE + 16L * i + 2, CODE);
    }
    assertThat(unit.outcome(BranchKind.JUMP, CODE, CODE + 2, CODE + 64))
        .isEqualTo(Prediction.CORRECTED_AT_DECODE);
  }

  @Test
  void whatIsNoBranchIsAlwaysRight() {
    assertThat(unit.outcome(BranchKind.NONE, CODE, CODE + 2, CODE + 64))
        .isEqualTo(Prediction.RIGHT);
  }

  private static Prediction randomBranch(BranchUnit unit, SplittableRandom random) {
    BranchKind kind = List.of(BranchKind.values()).get(random.nextInt(BranchKind.values().length));
    long address = CODE + 16L * random.nextInt(200);
    return unit.outcome(kind, address, address + 5, address + 5 + 64L * random.nextInt(2));
  }

  @Test
  void aRestoredUnitPredictsAsTheSavedOne() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      randomBranch(unit, random);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    unit.save(new DataOutputStream(out));
    BranchUnit copy = new BranchUnit(CoreDescription.load("skylake"));
    copy.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    for (int i = 0; i < 20_000; i++) {
      long seed = random.nextLong();
      assertThat(randomBranch(copy, new SplittableRandom(seed)))
          .isEqualTo(randomBranch(unit, new SplittableRandom(seed)));
    }
    assertThat(copy.figures()).isEqualTo(unit.figures());
  }

  /** Loops that nearly always do the same, and so find what they have found before. */
  private static Prediction loopBranch(BranchUnit unit, int i, boolean surprise) {
    long address = CODE + 32L * (i % 5);
    boolean taken = (i / 5 % 6 == i % 5) != surprise;
    return unit.outcome(
        BranchKind.CONDITIONAL, address, address + 2, taken ? address + 20 : address + 2);
  }

  @Test
  void whatIsRememberedOfSearchesDecidesNothing() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    BranchUnit forgetful = new BranchUnit(CoreDescription.load("skylake"));
    for (int i = 0; i < 30_000; i++) {
      if (i % 300 == 0) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        forgetful.save(new DataOutputStream(out));
        forgetful.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
      }
      boolean surprise = random.nextInt(40) == 0;
      assertThat(loopBranch(forgetful, i, surprise)).isEqualTo(loopBranch(unit, i, surprise));
    }
    assertThat(forgetful.figures()).isEqualTo(unit.figures());
  }

  @Test
  void everyCoreHasOne() {
    for (String core : CoreDescription.names()) {
      BranchUnit other = new BranchUnit(CoreDescription.load(core));
      other.outcome(BranchKind.JUMP, CODE, CODE + 2, CODE + 64);
      assertThat(other.outcome(BranchKind.JUMP, CODE, CODE + 2, CODE + 64))
          .isEqualTo(Prediction.RIGHT);
    }
  }
}
