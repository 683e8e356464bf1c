package ksim.core.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RuntimeModelsTest {
  private static final long START = 0x1000;
  private static final long END = 0x1010;

  private static CostProfile ending(BlockEnding ending) {
    return new CostProfile(List.of(), START, END - 2, END, 4, 4, ending, 0);
  }

  @Test
  void cacheAgreesWithAListPerSet() {
    CacheLevel cache = new CacheLevel(8192, 4);
    Map<Integer, LinkedHashMap<Long, Boolean>> sets = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(64);
    for (int i = 0; i < 100_000; i++) {
      long line = random.nextInt(400);
      LinkedHashMap<Long, Boolean> set =
          sets.computeIfAbsent((int) line & 31, number -> new LinkedHashMap<>());
      boolean held = set.remove(line) != null;
      set.put(line, true);
      if (set.size() > 4) {
        set.pollFirstEntry();
      }
      assertThat(cache.access(line)).isEqualTo(held);
    }
  }

  @Test
  void predictorLearnsALoopWithItsExit() {
    BranchPredictor predictor = new BranchPredictor();
    CostProfile block = ending(BlockEnding.CONDITIONAL);
    int wrong = 0;
    for (int i = 0; i < 4000; i++) {
      long next = i % 8 == 7 ? END : START;
      boolean right = predictor.predicts(block, next);
      wrong += i >= 2000 && !right ? 1 : 0;
    }
    assertThat(wrong).as("the history tells the eighth round").isZero();
  }

  @Test
  void predictorCannotGuessRandomBranches() {
    BranchPredictor predictor = new BranchPredictor();
    CostProfile block = ending(BlockEnding.CONDITIONAL);
    SplittableRandom random = new SplittableRandom(1);
    int wrong = 0;
    for (int i = 0; i < 10_000; i++) {
      wrong += predictor.predicts(block, random.nextBoolean() ? END : START) ? 0 : 1;
    }
    assertThat(wrong).isBetween(4000, 6000);
  }

  @Test
  void returnsArePredictedUpToTheDepthOfTheStack() {
    BranchPredictor predictor = new BranchPredictor();
    for (int depth = 0; depth < 20; depth++) {
      long end = END + depth;
      predictor.predicts(
          new CostProfile(List.of(), START, end - 5, end, 4, 4, BlockEnding.DIRECT_CALL, 0),
          0x5000);
    }
    int right = 0;
    for (int depth = 19; depth >= 0; depth--) {
      right += predictor.predicts(ending(BlockEnding.RETURN), END + depth) ? 1 : 0;
    }
    assertThat(right).isEqualTo(16);
  }

  @Test
  void indirectBranchesGoWhereTheyWentLast() {
    BranchPredictor predictor = new BranchPredictor();
    CostProfile block = ending(BlockEnding.INDIRECT);
    assertThat(predictor.predicts(block, 0x7000)).isFalse();
    assertThat(predictor.predicts(block, 0x7000)).isTrue();
    assertThat(predictor.predicts(block, 0x8000)).isFalse();
  }
}
