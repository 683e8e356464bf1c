package ksim.sched.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

/** What must hold in the memory of a kernel that has come to its end. */
final class KernelInvariants {
  private KernelInvariants() {}

  static void check(KernelRun run) {
    freeMemory(run);
    threads(run);
  }

  /** Ranges are sorted and apart, their sum is what is counted, and no page is free twice. */
  private static void freeMemory(KernelRun run) {
    Set<Long> free = new HashSet<>();
    long sum = 0;
    long behind = 0;
    for (long range = run.global("free_ranges"); range != 0; range = run.read(range)) {
      long pages = run.read(range + 8);
      assertThat(pages).isPositive();
      assertThat(Long.compareUnsigned(range, behind)).as("ranges apart").isPositive();
      behind = range + pages * MemoryMap.PAGE;
      sum += pages;
      if (pages < 10_000) {
        for (long i = 0; i < pages; i++) {
          free.add(range + i * MemoryMap.PAGE);
        }
      }
    }
    assertThat(sum).isEqualTo(run.global("free_pages"));
    for (int cpu = 0; cpu < run.machine().cpus().size(); cpu++) {
      long at = run.image().address("cpus") + (long) cpu * CpuLayout.SIZE;
      long pooled = run.read(at + CpuLayout.POOL_COUNT);
      assertThat(pooled).isBetween(0L, (long) CpuLayout.POOL_CAPACITY);
      for (long i = 0; i < pooled; i++) {
        assertThat(free.add(run.read(at + CpuLayout.POOL + 8 * i))).as("page free once").isTrue();
      }
    }
  }

  /**
   * Threads that must end have counted themselves as ended; those that were preempted between that
   * and the end of their lives may still be on their way, but do not wait for anything.
   */
  private static void threads(KernelRun run) {
    assertThat(run.global("threads_remaining")).isZero();
    for (long thread = run.global("all_threads");
        thread != 0;
        thread = run.read(thread + ThreadLayout.ALL_NEXT)) {
      assertThat(run.read(thread)).isEqualTo(thread);
      assertThat(run.read(thread + ThreadLayout.IN_FAULT)).isZero();
      if (run.read(thread + ThreadLayout.TERMINATES) == 1) {
        assertThat(run.read(thread + ThreadLayout.STATE))
            .isNotIn(ThreadLayout.STATE_NEW, ThreadLayout.STATE_WAITING);
      }
    }
  }
}
