package ksim.core.timing.loadstore;

import static ksim.core.timing.loadstore.RecordedMemory.PAGES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.timing.loadstore.AccessPlan.Accesses;
import ksim.core.timing.uops.MemoryAccess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which entries of a log belong to which access. */
class BlockAccessesTest {
  private static final MemoryAccess READ_8 = new MemoryAccess(false, 8);
  private static final MemoryAccess WRITE_8 = new MemoryAccess(true, 8);
  private static final MemoryAccess READ_16 = new MemoryAccess(false, 16);
  private static final MemoryAccess WRITE_4 = new MemoryAccess(true, 4);

  private final RecordedMemory memory = new RecordedMemory();
  private final BlockAccesses accesses = new BlockAccesses();

  @BeforeEach
  void record() {
    memory.record();
  }

  private static AccessPlan plan(Accesses... instructions) {
    return AccessPlan.ofAccesses(List.of(instructions));
  }

  private static Accesses exact(MemoryAccess... accesses) {
    return Accesses.of(accesses);
  }

  private static Accesses varying(MemoryAccess... accesses) {
    return new Accesses(List.of(accesses), true, false, false, false, true);
  }

  private void attribute(AccessPlan plan) {
    accesses.attribute(plan, memory.log, plan.instructions());
  }

  @Test
  void takesOneEntryEach() {
    memory.mmu.read64(PAGES);
    memory.mmu.write64(PAGES, 1);
    memory.mmu.read64(PAGES + 8);
    AccessPlan plan = plan(exact(READ_8, WRITE_8), exact(), exact(READ_8));
    attribute(plan);
    assertThat(List.of(accesses.first(0), accesses.first(1), accesses.first(2)))
        .containsExactly(0, 1, 2);
    assertThat(accesses.isPlain(0)).isTrue();
    assertThat(plan.access(2, 0)).isEqualTo(2);
    assertThat(accesses.mismatches()).isZero();
    assertThat(accesses.others()).isZero();
  }

  @Test
  void knowsNothingOfTheBlockBeforeWhereEntriesAreAccesses() {
    AccessPlan plan = plan(exact(READ_8), exact(READ_8), exact());
    memory.mmu.read64(PAGES + 8);
    memory.mmu.read64(PAGES + 4090);
    attribute(plan);
    assertThat(accesses.crossesPage(1)).isTrue();
    assertThat(accesses.parts(1)).isEqualTo(2);
    memory.log.clear();
    memory.mmu.read64(PAGES + 16);
    memory.mmu.read64(PAGES + 24);
    attribute(plan);
    assertThat(accesses.isPlain(1)).isTrue();
    assertThat(accesses.crossesPage(1)).isFalse();
    assertThat(accesses.walks(1)).isEqualTo(BlockAccesses.NONE);
    assertThat(accesses.parts(1)).isEqualTo(1);
    assertThat(accesses.consumed()).isEqualTo(2);
    memory.log.clear();
    attribute(plan);
    assertThat(accesses.first(0)).isEqualTo(BlockAccesses.NONE);
    assertThat(accesses.mismatches()).isEqualTo(2);
  }

  @Test
  void takesTheEntriesOfWideAccessesAndOfThoseAcrossPages() {
    memory.mmu.read128(PAGES + 32, new long[2], 0);
    memory.mmu.read128(PAGES + 4088, new long[2], 0);
    memory.mmu.write32(PAGES + 4095, 1);
    memory.mmu.read128(PAGES + 4090, new long[2], 0);
    attribute(plan(exact(READ_16), exact(READ_16, WRITE_4), exact(READ_16)));
    assertThat(accesses.parts(0)).isEqualTo(2);
    assertThat(accesses.isPlain(0)).isTrue();
    assertThat(accesses.first(1)).isEqualTo(2);
    assertThat(accesses.crossesPage(1)).isTrue();
    assertThat(accesses.crossesPage(2)).isTrue();
    assertThat(accesses.parts(2)).isEqualTo(2);
    assertThat(accesses.first(3)).isEqualTo(6);
    assertThat(accesses.parts(3)).isEqualTo(3);
    assertThat(accesses.mismatches()).isZero();
  }

  @Test
  void givesWalksToTheAccessThatNeededThem() {
    memory.mmu.translateFetch(PAGES + 4096 * 40);
    memory.mmu.read64(PAGES);
    memory.mmu.read64(PAGES + 4096 * 41);
    attribute(plan(exact(READ_8), exact(READ_8)));
    assertThat(accesses.walks(0)).isEqualTo(BlockAccesses.NONE);
    assertThat(accesses.first(0)).isEqualTo(4);
    assertThat(accesses.walks(1)).isEqualTo(5);
    assertThat(accesses.first(1)).isEqualTo(9);
    assertThat(accesses.mismatches()).isZero();
  }

  @Test
  void leavesSystemStructuresAside() {
    memory.mmu.writeSupervisor(PAGES, 8, 1);
    memory.mmu.write64(PAGES + 8, 1);
    attribute(plan(exact(WRITE_8)));
    assertThat(accesses.first(0)).isEqualTo(1);
    assertThat(accesses.others()).isEqualTo(1);
    assertThat(accesses.other(0)).isZero();
    assertThat(accesses.mismatches()).isZero();
  }

  @Test
  void instructionsThatVaryLeaveWhatTheOthersNeed() {
    memory.mmu.read64(PAGES);
    for (int i = 0; i < 5; i++) {
      memory.mmu.read64(PAGES + 8L * i);
    }
    memory.mmu.write32(PAGES + 4094, 0);
    memory.mmu.read64(PAGES + 512);
    attribute(plan(exact(READ_8), varying(READ_8), exact(WRITE_4), exact(READ_8)));
    assertThat(accesses.first(1)).isEqualTo(1);
    assertThat(accesses.others()).isEqualTo(4);
    assertThat(accesses.first(2)).isEqualTo(6);
    assertThat(accesses.first(3)).isEqualTo(8);
    assertThat(accesses.mismatches()).isZero();
  }

  /** CMPXCHG that fails, then another store. */
  @Test
  void aWriteBackThatIsNotMadeIsToWhereItWasRead() {
    memory.mmu.read64(PAGES);
    memory.mmu.write64(PAGES + 8, 0);
    memory.mmu.read64(PAGES + 16);
    memory.mmu.write64(PAGES + 16, 0);
    Accesses update = new Accesses(List.of(READ_8, WRITE_8), false, false, true, false, true);
    attribute(plan(update, exact(WRITE_8), update));
    assertThat(accesses.first(1)).isZero();
    assertThat(accesses.first(2)).isEqualTo(1);
    assertThat(accesses.first(4)).isEqualTo(3);
    assertThat(accesses.mismatches()).isZero();
  }

  @Test
  void countsWhatDoesNotFitAndGoesOn() {
    memory.mmu.read64(PAGES);
    memory.mmu.read64(PAGES + 8);
    attribute(plan(exact(WRITE_8), exact(READ_8)));
    assertThat(accesses.first(0)).isEqualTo(BlockAccesses.NONE);
    assertThat(accesses.first(1)).isZero();
    assertThat(accesses.mismatches()).isEqualTo(2);
  }

  @Test
  void beforeAFaultOnlyTheFirstInstructionsCount() {
    memory.mmu.read64(PAGES);
    memory.mmu.read64(PAGES + 8);
    AccessPlan plan = plan(exact(READ_8), exact(READ_8, WRITE_8), exact(READ_8));
    accesses.attribute(plan, memory.log, 1);
    assertThat(accesses.first(0)).isZero();
    assertThat(accesses.others()).isZero();
    assertThat(accesses.consumed()).isEqualTo(1);
    assertThat(accesses.mismatches()).isZero();
  }

  @Test
  void randomBlocksAreAttributedExactly() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      memory.log.clear();
      List<Accesses> instructions = new ArrayList<>();
      List<Long> expected = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        List<MemoryAccess> own = new ArrayList<>();
        for (int k = random.nextInt(3); k > 0; k--) {
          own.add(access(random, expected));
        }
        instructions.add(Accesses.of(own.toArray(MemoryAccess[]::new)));
      }
      AccessPlan plan = AccessPlan.ofAccesses(instructions);
      attribute(plan);
      List<Long> found = new ArrayList<>();
      for (int i = 0; i < plan.size(); i++) {
        found.add(memory.log.linear(accesses.first(i)));
      }
      assertThat(found).isEqualTo(expected);
      assertThat(accesses.mismatches()).isZero();
    }
  }

  private MemoryAccess access(SplittableRandom random, List<Long> expected) {
    long linear = PAGES + random.nextInt(100) * 4096L + random.nextInt(4096);
    expected.add(linear);
    int bytes = 1 << random.nextInt(5);
    boolean write = random.nextBoolean();
    switch (bytes) {
      case 16 -> {
        if (write) {
          memory.mmu.write128(linear, 0, 0);
        } else {
          memory.mmu.read128(linear, new long[2], 0);
        }
      }
      case 8 -> one(write, () -> memory.mmu.write64(linear, 0), () -> memory.mmu.read64(linear));
      case 4 -> one(write, () -> memory.mmu.write32(linear, 0), () -> memory.mmu.read32(linear));
      case 2 -> one(write, () -> memory.mmu.write16(linear, 0), () -> memory.mmu.read16(linear));
      default -> one(write, () -> memory.mmu.write8(linear, 0), () -> memory.mmu.read8(linear));
    }
    return new MemoryAccess(write, bytes);
  }

  private static void one(boolean write, Runnable store, Runnable load) {
    (write ? store : load).run();
  }
}
