package ksim.core.timing.loadstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.loadstore.AccessPlan.Accesses;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.uops.MemoryAccess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of which accesses it can be told beforehand what they do. */
class ForeseenAccessesTest {
  private static final MemoryAccess READ_8 = new MemoryAccess(false, 8);
  private static final MemoryAccess WRITE_8 = new MemoryAccess(true, 8);
  private static final long FIRST = 0x1000;

  /** By then all lines are there. */
  private static final long LATER = 100_000;

  private final CoreDescription core = CoreDescription.load("skylake");
  private final DataMemory memory = new DataMemory(core, new SharedCache(core));
  private final StoreBuffer stores = new StoreBuffer(56, 1);
  private final Disambiguation disambiguation = new Disambiguation();
  private final ForeseenAccesses foreseen =
      new ForeseenAccesses(core, stores, memory, disambiguation);
  private final RecordedMemory recorded = new RecordedMemory();

  @BeforeEach
  void readTwoLines() {
    recorded.record();
    recorded.mmu.read64(RecordedMemory.PAGES + 8);
    recorded.mmu.read64(RecordedMemory.PAGES + 512);
    for (long cycle = 0; cycle < LATER; cycle += 10_000) {
      for (int i = 0; i < 2; i++) {
        memory.loadDelay(recorded.log.linear(i), recorded.log.physical(i), 8, cycle, FIRST);
      }
    }
  }

  private boolean arePlain(AccessPlan plan, long... addresses) {
    return foreseen.arePlain(plan, addresses, recorded.log, LATER, stores.underWay(0));
  }

  private static AccessPlan plan(Accesses... instructions) {
    return AccessPlan.ofAccesses(List.of(instructions));
  }

  @Test
  void loadsThatHitArePlain() {
    AccessPlan plan = plan(Accesses.of(READ_8), Accesses.of(READ_8));
    assertThat(arePlain(plan, FIRST, FIRST + 4)).isTrue();
    assertThat(foreseen.relations()).isEmpty();
    assertThat(foreseen.arePlain(plan, new long[] {FIRST, FIRST + 4}, recorded.log, 0, 0))
        .as("before the lines are there")
        .isFalse();
  }

  @Test
  void twoLoadsOfOneInstructionShareWhatIsLearned() {
    AccessPlan comparison = plan(Accesses.of(READ_8, READ_8));
    AccessPlan two = plan(Accesses.of(READ_8), Accesses.of(READ_8));
    assertThat(arePlain(comparison, FIRST)).isTrue();
    disambiguation.learn(FIRST, false);
    assertThat(arePlain(comparison, FIRST)).as("the second may pass after the first").isFalse();
    assertThat(arePlain(two, FIRST, FIRST + 4)).isTrue();
    assertThat(foreseen.relations()).as("that the first one waits").hasSize(1);
    assertThat(arePlain(two, FIRST, FIRST + Disambiguation.LOADS)).isFalse();
  }

  @Test
  void accessesThatNothingMakesAreNotForeseen() {
    Accesses nobodys = new Accesses(List.of(READ_8), false, false, false, false, false);
    assertThat(arePlain(plan(Accesses.of(READ_8), nobodys), FIRST, FIRST + 4)).isFalse();
  }

  private void store(long linear, int bytes) {
    stores.enter(linear, linear, bytes);
    stores.write(stores.last(), LATER, 1);
  }

  @Test
  void whatIsStoredIsToldByHowManyStoresBefore() {
    AccessPlan plan = plan(Accesses.of(READ_8), Accesses.of(READ_8));
    store(RecordedMemory.PAGES + 8, 8);
    store(RecordedMemory.PAGES + 24, 8);
    assertThat(arePlain(plan, FIRST, FIRST + 4)).isTrue();
    int[] second = foreseen.relations();
    assertThat(second).hasSize(1);
    store(RecordedMemory.PAGES + 32, 8);
    assertThat(arePlain(plan, FIRST, FIRST + 4)).isTrue();
    assertThat(foreseen.isRelated(second)).as("one store more between").isFalse();
    store(RecordedMemory.PAGES + 8, 4);
    assertThat(arePlain(plan, FIRST, FIRST + 4)).as("half of it").isFalse();
  }

  @Test
  void anotherPageWithTheSameLowBitsIsNotPlain() {
    AccessPlan plan = plan(Accesses.of(READ_8), Accesses.of(READ_8));
    store(RecordedMemory.PAGES + 4096 + 8, 8);
    assertThat(arePlain(plan, FIRST, FIRST + 4)).isFalse();
  }

  @Test
  void storesOfTheSameBlockCountToo() {
    recorded.log.clear();
    recorded.mmu.write64(RecordedMemory.PAGES + 8, 1);
    recorded.mmu.read64(RecordedMemory.PAGES + 8);
    memory.storeDelay(recorded.log.linear(0), recorded.log.physical(0), 8, LATER / 2, FIRST);
    assertThat(arePlain(plan(Accesses.of(WRITE_8), Accesses.of(READ_8)), FIRST, FIRST + 4))
        .isTrue();
    assertThat(foreseen.relations()).hasSize(1);
    recorded.log.clear();
    recorded.mmu.write64(RecordedMemory.PAGES + 12, 1);
    recorded.mmu.read64(RecordedMemory.PAGES + 8);
    assertThat(arePlain(plan(Accesses.of(WRITE_8), Accesses.of(READ_8)), FIRST, FIRST + 4))
        .isFalse();
  }
}
