package ksim.sched.stack;

import static org.assertj.core.api.Assertions.assertThat;

import ksim.sched.scenario.StackSource;
import org.junit.jupiter.api.Test;

class ModifiersTest {
  private static final int TWO_PAGES = 2 * Probes.PAGE;

  private static Modifiers probing(int pages) {
    return new Modifiers(pages, 0, true, StackSource.MALLOC);
  }

  @Test
  void labelsNameWhatIsNotTheDefault() {
    assertThat(Modifiers.DEFAULT.suffix()).isEmpty();
    assertThat(new Modifiers(2, 4, false, StackSource.MMAP, 1, 8, true).suffix())
        .isEqualTo(
            "(pages=2,fault-around=4,thread-start-probe=off,kernel-stacks=mmap,lock-pages=1,"
                + "reserve=8,idle-decrement=on)");
    assertThat(new ProbeSite(Modifiers.DEFAULT.withLockPages(3)).label())
        .isEqualTo("probe-site(lock-pages=3)");
  }

  /** What runs under the lock has probes of its own, which reach further by as many pages. */
  @Test
  void aLockIsProbedAsFarAsAnythingGoesUnderIt() {
    assertThat(Modifiers.DEFAULT.lockReachBytes(TWO_PAGES)).isEqualTo(TWO_PAGES);
    assertThat(probing(3).lockReachBytes(TWO_PAGES)).isEqualTo(TWO_PAGES + 2 * Probes.PAGE);
    assertThat(Modifiers.DEFAULT.withLockPages(1).lockReachBytes(TWO_PAGES)).isEqualTo(Probes.PAGE);
    assertThat(Modifiers.DEFAULT.withLockPages(4).lockReachBytes(TWO_PAGES))
        .isEqualTo(TWO_PAGES + 2 * Probes.PAGE);
    assertThat(Modifiers.DEFAULT.withLockPages(1).lockReachBytes(1_000)).isZero();
    assertThat(probing(3).withLockPages(0).lockReachBytes(TWO_PAGES)).isZero();
  }
}
