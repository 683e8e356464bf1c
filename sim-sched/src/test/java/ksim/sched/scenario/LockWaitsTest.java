package ksim.sched.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.sched.stack.StackDesign;
import ksim.sched.workload.Operation.Call;
import ksim.sched.workload.Operation.Compute;
import ksim.sched.workload.Operation.Join;
import ksim.sched.workload.Operation.Lock;
import ksim.sched.workload.Operation.Mmap;
import ksim.sched.workload.Operation.Munmap;
import ksim.sched.workload.Operation.PipeRead;
import ksim.sched.workload.Operation.Spawn;
import ksim.sched.workload.Operation.VmaLock;
import ksim.sched.workload.Operation.Wait;
import ksim.sched.workload.Operation.WaitForever;
import ksim.sched.workload.Operation.Wake;
import org.junit.jupiter.api.Test;

/** Who waits for whom, when nothing is going to happen any more. */
class LockWaitsTest {
  private static final StackDesign POPULATE = TestScenario.design("populate");

  private static List<LockWait> waits(DesignResult result) {
    assertThat(result.outcome().kind()).isEqualTo(OutcomeKind.DEADLOCK);
    return result.outcome().waits();
  }

  @Test
  void twoThreadsThatTakeTwoMutexesInOppositeOrderNameEachOther() {
    TestScenario scenario =
        new TestScenario(2)
            .thread(
                "one",
                new Lock("a"),
                new Wake("one-has-a"),
                new Wait("two-has-b"),
                new Call(64, List.of(new Lock("b"))))
            .thread(
                "two",
                new Lock("b"),
                new Wake("two-has-b"),
                new Wait("one-has-a"),
                new Call(64, List.of(new Lock("a"))));
    List<LockWait> waits = waits(scenario.run(POPULATE));
    assertThat(waits).hasSize(2);
    LockWait one = waits.getFirst();
    LockWait two = waits.getLast();
    assertThat(one.waiter()).isEqualTo("one");
    assertThat(one.object()).isEqualTo("mutex 'b'");
    assertThat(one.holder()).isEqualTo("two");
    assertThat(two.waiter()).isEqualTo("two");
    assertThat(two.object()).isEqualTo("mutex 'a'");
    assertThat(two.holder()).isEqualTo("one");
    assertThat(one.waiterChain())
        .startsWith("mutex_lock", "app:one_call", "app:one", "thread_run")
        .isEqualTo(two.holderChain());
    assertThat(two.waiterChain())
        .startsWith("mutex_lock", "app:two_call", "app:two", "thread_run")
        .isEqualTo(one.holderChain());
    assertThat(one.waiterMode() + one.holderMode()).isEmpty();
  }

  @Test
  void aThreadThatFaultsUnderTheLockOfTheMappingsWaitsForItself() {
    DesignResult result =
        new TestScenario(1)
            .thread(
                "t",
                new Call(
                    2_400, List.of(new VmaLock(List.of(new Call(5_500, List.of(new Compute(1))))))))
            .run(TestScenario.design("lazy"));
    LockWait wait = waits(result).getFirst();
    assertThat(wait.waiter()).isEqualTo("t");
    assertThat(wait.holder()).isEqualTo("t");
    assertThat(wait.object()).isEqualTo("vma_lock");
    assertThat(wait.waiterMode()).isEqualTo("for reading");
    assertThat(wait.holderMode()).isEqualTo("for writing");
    assertThat(wait.waiterChain())
        .startsWith("rwlock_read_lock", "handle_page_fault", "page_fault")
        .hasSize(3);
    assertThat(wait.holderChain()).startsWith("app:t_call_2", "app:t_call", "app:t", "thread_run");
  }

  @Test
  void aHolderThatSleepsUnderTheLockOfTheMappingsIsNamed() {
    TestScenario scenario =
        new TestScenario(1)
            .thread("holder", new VmaLock(List.of(new Wake("held"), new Wait("never"))))
            .thread("mapper", new Wait("held"), new Mmap(8_192), new Munmap());
    List<LockWait> waits = waits(scenario.run(POPULATE));
    assertThat(waits).extracting(LockWait::waiter).containsExactly("holder", "mapper");
    assertThat(waits.getFirst().object()).isEqualTo("event 'never'");
    LockWait mapper = waits.getLast();
    assertThat(mapper.object()).isEqualTo("vma_lock");
    assertThat(mapper.waiterMode()).isEqualTo("for writing");
    assertThat(mapper.holder()).isEqualTo("holder");
    assertThat(mapper.holderMode()).isEqualTo("for writing");
    assertThat(mapper.waiterChain()).startsWith("rwlock_write_lock", "mmap", "app:mapper");
    assertThat(mapper.holderChain()).startsWith("event_wait", "app:holder");
  }

  @Test
  void nobodyHoldsAnEventDataOrTheEndOfAThread() {
    TestScenario scenario =
        new TestScenario(2)
            .thread("sleeper", new Wait("never"))
            .thread("reader", new PipeRead(64))
            .thread("parent", new Spawn("child"), new Join("child"))
            .thread("child", new Wait("never"));
    List<LockWait> waits = waits(scenario.run(POPULATE));
    assertThat(waits)
        .extracting(LockWait::waiter, LockWait::object, LockWait::holder)
        .satisfiesExactly(
            sleeper -> assertThat(sleeper.toList()).containsExactly("sleeper", "event 'never'", ""),
            reader -> assertThat(reader.toList()).containsExactly("reader", "data in the pipe", ""),
            parent ->
                assertThat(parent.toList().toString())
                    .startsWith("[parent, the end of thread child#"),
            child -> assertThat(child.toList().toString()).startsWith("[child#"));
    assertThat(waits.get(2).waiterChain()).startsWith("event_wait", "thread_join", "app:parent");
    assertThat(waits).allMatch(wait -> wait.holderChain().isEmpty());
  }

  @Test
  void whoWaitsForeverOnPurposeIsNotCounted() {
    TestScenario scenario =
        new TestScenario(1)
            .thread("patient", new WaitForever())
            .thread("sleeper", new Wait("never"));
    assertThat(waits(scenario.run(POPULATE)))
        .extracting(LockWait::waiter)
        .containsExactly("sleeper");
  }
}
