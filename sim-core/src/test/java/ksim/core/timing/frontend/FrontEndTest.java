package ksim.core.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Throughput of the front end on code whose throughput is known. */
class FrontEndTest {
  private static final long PAGE = 0x40_0000;
  private static final String DECODERS = "skylake,uop-cache=0";

  @ParameterizedTest
  @CsvSource({
    "90, 0.25, four of 16 a cycle: issue width",
    "4889d8, 0.3125, three bytes each: 16 in five cycles, for one of them takes two places",
    "660f1f440000, 0.375, six bytes each: 16 bytes a cycle",
    "0f1f8000000000, 0.4375, seven bytes each",
    "0f1f840000000000, 0.5, two of eight bytes a cycle",
    "660f1f840000000000, 0.5625, nine bytes each",
    "6690, 0.25, a prefix that changes no length",
    "66 05 34 12, 3.25, four length-changing prefixes in 16 bytes",
    "4899, 1, cqo needs the first decoder",
    "48 91, 1, xchg of three micro-operations needs the first decoder",
    "48 91 90 90, 1.25, issue: five micro-operations"
  })
  void unrolledCodeFromTheDecoders(String hex, double expected, String what) {
    assertThat(new Feed(DECODERS).unrolled(hex, PAGE)).as(what).isCloseTo(expected, within(0.02));
  }

  private static String loop(int nops) {
    return "0f1f00".repeat(nops) + "48ffc8" + "75" + "%02x".formatted(-(3 * nops + 5) & 0xff);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 1, a taken branch a cycle",
    "3, 0, 1, 1, four micro-operations",
    "4, 0, 1.25, 3, five: the cache needs one cycle; the jump crosses 16 bytes: three cycles",
    "7, 0, 2, 2, eight: two lines of the cache",
    "8, 0, 2.25, 3, nine: two lines",
    "9, 0, 3, 3, ends at a 32-byte border: jump erratum",
    "10, 0, 4, 4, crosses a 32-byte border: jump erratum",
    "15, 0, 4, 6, two windows",
    "20, 0, 8, 8, crosses the end of a 64-byte line: jump erratum",
    "3, 19, 2, 2, the pair of dec and jne crosses a 32-byte border though jne does not",
    "3, 28, 1, 2, nothing but a no-operation crosses"
  })
  void loops(int nops, int offset, double cached, double decoded, String what) {
    assertThat(new Feed("skylake").loop(loop(nops), PAGE + offset))
        .as(what)
        .isCloseTo(cached, within(0.02));
    assertThat(new Feed(DECODERS).loop(loop(nops), PAGE + offset))
        .as(what)
        .isCloseTo(decoded, within(0.02));
  }

  @Test
  void theErratumIsAnOptionOfTheCore() {
    assertThat(new Feed("skylake,jcc-erratum=0").loop(loop(10), PAGE))
        .isCloseTo(2.75, within(0.02));
  }

  @Test
  void theLoopBufferIssuesNoTwoIterationsTogether() {
    Feed twice = new Feed("skylake,loop-buffer=1");
    assertThat(twice.loop(loop(4), PAGE)).isCloseTo(1.5, within(0.02));
    Feed once = new Feed("skylake,loop-buffer=1,loop-buffer-unrolled=1");
    assertThat(once.loop(loop(4), PAGE)).isCloseTo(2, within(0.02));
  }

  @Test
  void largeLoopsDoNotFitTheCache() {
    Feed feed = new Feed("skylake");
    String code = "0f1f840000000000".repeat(3) + "48ffc8" + "75e3";
    List<FetchPlan> plans = new ArrayList<>();
    for (int i = 0; i < 1024; i++) {
      plans.add(feed.plan(code, PAGE + 64L * i));
    }
    assertThat(cyclesPerBlock(feed, plans.subList(0, 120), 4)).isCloseTo(1, within(0.02));
    assertThat(cyclesPerBlock(feed, plans, 4)).isGreaterThan(1.5);
  }

  private static double cyclesPerBlock(Feed feed, List<FetchPlan> plans, int rounds) {
    long before = 0;
    long after = 0;
    for (int round = 0; round < rounds; round++) {
      before = round == rounds / 2 ? after : before;
      for (FetchPlan plan : plans) {
        after = feed.run(plan);
      }
    }
    int measured = rounds - rounds / 2;
    return (double) (after - before) / measured / plans.size();
  }

  @Test
  void branchesThatAreNotTakenEndNoLine() {
    Feed feed = new Feed("skylake,jcc-erratum=0");
    List<FetchPlan> plans = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      plans.add(feed.plan("4839c0" + "7500", PAGE + 5L * i));
    }
    plans.add(feed.plan("ebc2", PAGE + 60));
    assertThat(13 * cyclesPerBlock(feed, plans, 100)).isCloseTo(3.25, within(0.05));
    // A jump into the middle decodes anew; what falls through is then held for both ways.
    List<FetchPlan> middle = plans.subList(4, 13);
    assertThat(9 * cyclesPerBlock(feed, middle, 100)).isCloseTo(2.25, within(0.05));
    assertThat(13 * cyclesPerBlock(feed, plans, 100)).isCloseTo(3.25, within(0.05));
  }

  @Test
  void aMispredictedBranchCostsItsRedirection() {
    Feed feed = new Feed("skylake");
    FetchPlan plan = feed.plan(loop(3), PAGE);
    for (int i = 0; i < 100; i++) {
      feed.run(plan);
    }
    long executed = feed.run(plan) + 6;
    feed.frontEnd.redirect(executed);
    assertThat(feed.run(plan) - executed).isEqualTo(11);
    feed.frontEnd.restart(executed + 1000);
    assertThat(feed.run(plan) - executed).isEqualTo(1001);
  }

  @Test
  void theQueueHoldsSixtyFour() {
    Feed feed = new Feed("skylake");
    FetchPlan plan = feed.plan("0f1f00".repeat(8), PAGE);
    feed.run(plan);
    feed.frontEnd.restart(1000);
    long stalled = feed.run(plan, cycle -> 5000);
    assertThat(stalled).isGreaterThanOrEqualTo(5000);
    long first = 0;
    for (int i = 0; i < 8; i++) {
      first = first == 0 ? feed.run(plan) : first;
    }
    assertThat(first).isEqualTo(stalled + 2);
  }

  @Test
  void contiguousBlocksAreOnePieceOfCode() {
    SplittableRandom random = new SplittableRandom(7);
    List<String> kinds = List.of("90", "6690", "4889d8", "660f1f440000", "66051234", "4899");
    for (int round = 0; round < 200; round++) {
      StringBuilder whole = new StringBuilder();
      List<String> pieces = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String piece = kinds.get(random.nextInt(kinds.size())).repeat(1 + random.nextInt(9));
        pieces.add(piece);
        whole.append(piece);
      }
      Feed one = new Feed(DECODERS);
      long expected = one.run(one.plan(whole.toString(), PAGE + round));
      Feed several = new Feed(DECODERS);
      long address = PAGE + round;
      long actual = 0;
      for (String piece : pieces) {
        actual = several.run(several.plan(piece, address));
        address += piece.length() / 2;
      }
      assertThat(actual).as(whole.toString()).isBetween(expected - 4, expected + 4);
    }
  }

  @Test
  void aRestoredFrontEndGoesOnAsTheSavedOne() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    Feed feed = new Feed("skylake");
    List<FetchPlan> plans = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      plans.add(feed.plan(loop(random.nextInt(20)), PAGE + 37L * i));
    }
    for (int i = 0; i < 1000; i++) {
      feed.run(plans.get(random.nextInt(50)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    feed.frontEnd.save(new DataOutputStream(out));
    FrontEnd copy = new FrontEnd(CoreDescription.load("skylake"));
    copy.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    for (int i = 0; i < 1000; i++) {
      FetchPlan plan = plans.get(random.nextInt(50));
      feed.frontEnd.enter(plan);
      copy.enter(plan);
      for (int uop = 0; uop < plan.uops(); uop++) {
        long cycle = feed.frontEnd.nextUop();
        assertThat(copy.nextUop()).isEqualTo(cycle);
        feed.frontEnd.issued(cycle);
        copy.issued(cycle);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uop-cache-width=16",
        "uop-cache-line-uops=3",
        "uop-cache-window=48",
        "fetch-bytes=24",
        "decoders=0",
        "microcode-width=0",
        "uop-queue=4"
      })
  void whatCannotBeBuiltIsSaid(String parameter) {
    assertThatThrownBy(() -> new FrontEnd(CoreDescription.load("skylake," + parameter)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
