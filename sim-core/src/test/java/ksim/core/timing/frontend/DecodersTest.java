package ksim.core.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** One pass in program order gives what a loop over cycles gives. */
class DecodersTest {
  private static final List<String> KINDS =
      List.of(
          "90",
          "6690",
          "4889d8",
          "0f1f4000",
          "0f1f440000",
          "660f1f440000",
          "0f1f8000000000",
          "0f1f840000000000",
          "48b81122334455667788", // long ones
          "6605 3412",
          "66813b3412", // length-changing prefixes
          "4899",
          "4891",
          "480fc8", // complex ones
          "83f801",
          "4839d8",
          "a801", // may fuse
          "4839d87500",
          "48ffc87400", // fused
          "0fa307"); // microcode

  private static List<Long> onePass(FetchPlan plan, FrontEnd frontEnd, LongPredicate stalls) {
    List<Long> issued = new ArrayList<>();
    frontEnd.enter(plan);
    long cycle = 0;
    int inCycle = 0;
    for (int i = 0; i < plan.uops(); i++) {
      long ready = frontEnd.nextUop();
      if (ready > cycle || inCycle == 4) {
        cycle = Math.max(cycle + 1, ready);
        inCycle = 0;
      }
      while (stalls.test(cycle)) {
        cycle++;
        inCycle = 0;
      }
      inCycle++;
      frontEnd.issued(cycle);
      issued.add(cycle);
    }
    return issued;
  }

  @Test
  void onePassGivesWhatALoopOverCyclesGives() {
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder code = new StringBuilder();
      int variety = 1 + random.nextInt(KINDS.size());
      int from = random.nextInt(KINDS.size());
      for (int i = 0; i < 150; i++) {
        code.append(KINDS.get((from + random.nextInt(variety)) % KINDS.size()));
      }
      int period = 1 + random.nextInt(80);
      int stalled = random.nextInt(period);
      LongPredicate stalls = cycle -> cycle % period < stalled;
      Feed feed = new Feed("skylake,uop-cache=0");
      FetchPlan plan = feed.plan(code.toString(), 0x40_0000 + random.nextInt(64));
      List<Long> expected = new CycleByCycleDecoders(plan, stalls).run();
      List<Long> actual = onePass(plan, feed.frontEnd, stalls);
      assertThat(actual).as("seed %d, code %s", seed, code).isEqualTo(expected);
    }
  }
}
