package ksim.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import ksim.mmu.DifferentialWorld.Action;
import ksim.mmu.DifferentialWorld.Result;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Pte;
import org.junit.jupiter.api.Test;

/**
 * The same random history of accesses, edits of tables and invalidations in two worlds, one with
 * fast TLBs and one without: nothing may differ, stale translations and counters included.
 */
class FastTlbDifferentialTest {
  private static final long MIDDLE = 0x2000_0000_0000L;

  /** Runs of pages that accesses go to; the runs share slots of the fast TLB and TLB sets. */
  private static final long[] RUNS = {
    0, -4 * 4096, MIDDLE, MIDDLE + (2 << 20), MIDDLE + (4 << 20), MIDDLE + (1L << 30)
  };

  private final TreeMap<String, Integer> seen = new TreeMap<>();

  @Test
  void fastTlbCannotBeNoticed() {
    for (int seed = 0; seed < 25; seed++) {
      compareHistories(new SplittableRandom(seed), 5000);
    }
    // What the histories were made of: most accesses must succeed, and every event occur often.
    assertThat(seen.get("done")).isGreaterThan(40_000);
    assertThat(seen.get("#PF")).isGreaterThan(10_000);
    assertThat(seen.get("non-canonical")).isGreaterThan(100);
  }

  private void compareHistories(SplittableRandom random, int length) {
    DifferentialWorld fast = new DifferentialWorld(true);
    DifferentialWorld slow = new DifferentialWorld(false);
    for (int i = 0; i < 150; i++) {
      Action edit = edit(random);
      fast.run(0, edit);
      slow.run(0, edit);
    }
    for (int cpu = 0; cpu < 2; cpu++) {
      Action start = control(random).andThenLoad();
      fast.run(cpu, start);
      slow.run(cpu, start);
    }
    for (int step = 0; step < length; step++) {
      int cpu = random.nextInt(8) == 0 ? 1 : 0;
      Action action = randomAction(random, cpu);
      Result expected = slow.run(cpu, action);
      Result actual = fast.run(cpu, action);
      if (!actual.equals(expected)) {
        assertThat(actual).as("step %d", step).isEqualTo(expected);
      }
      seen.merge(expected.kind(), 1, Integer::sum);
      if (step % 100 == 0) {
        assertThat(fast.summary()).as("after step %d", step).isEqualTo(slow.summary());
      }
    }
    for (long frame = 0; frame < DifferentialWorld.MEMORY_BYTES; frame += 4096) {
      boolean same = Arrays.equals(fast.memory.frame(frame), slow.memory.frame(frame));
      assertThat(same).as("frame at 0x%x", frame).isTrue();
    }
  }

  private static Action randomAction(SplittableRandom random, int cpu) {
    int kind = random.nextInt(100);
    if (kind < 70) {
      return access(random);
    }
    if (kind < 85) {
      return edit(random);
    }
    long address = address(random);
    int pcid = random.nextInt(3);
    boolean flag = random.nextBoolean();
    long frame = frame(random) >>> 12;
    return switch (kind) {
      case 85, 86, 87, 88 -> (world, mmu) -> done(() -> mmu.invalidate(address));
      case 89 -> (world, mmu) -> done(() -> mmu.invalidateInContext(address, pcid));
      case 90 -> (world, mmu) -> done(() -> mmu.flushContext(pcid));
      case 91 -> (world, mmu) -> done(flag ? mmu::flushAll : mmu::flushNonGlobal);
      case 92, 93 -> loadCr3(random.nextInt(2), pcid, flag);
      case 94, 95 -> (world, mmu) -> done(() -> mmu.setUserMode(flag));
      case 96 -> (world, mmu) -> done(() -> mmu.setAlignmentCheckFlag(flag));
      case 97 ->
          flag
              ? control(random)::on
              : (world, mmu) ->
                  done(() -> mmu.setProtectionKeyRights((int) address >>> 4, (int) address >>> 5));
      case 98 ->
          (world, mmu) ->
              done(
                  () -> {
                    if (flag) {
                      world.codePages.add(frame);
                    } else {
                      world.codePages.remove(frame);
                    }
                  });
      default ->
          (world, mmu) ->
              done(
                  () -> {
                    if (flag) {
                      mmu.recordAccesses(world.logs.get(cpu));
                    } else {
                      mmu.stopRecording();
                    }
                  });
    };
  }

  private static Action access(SplittableRandom random) {
    long address = address(random);
    long value = random.nextLong();
    int width = 1 << random.nextInt(4);
    return switch (random.nextInt(9)) {
      case 0, 1 -> (world, mmu) -> read(mmu, address, width);
      case 2, 3 -> (world, mmu) -> done(() -> write(mmu, address, width, value));
      case 4 ->
          (world, mmu) -> {
            long old = readForUpdate(mmu, address, width);
            write(mmu, address, width, value);
            return old;
          };
      case 5 -> (world, mmu) -> mmu.readSupervisor(address, width);
      case 6 -> (world, mmu) -> done(() -> mmu.writeSupervisor(address, width, value));
      case 7 -> (world, mmu) -> done(() -> mmu.checkWritable(address, width));
      default -> (world, mmu) -> mmu.translateFetch(address);
    };
  }

  private static Action edit(SplittableRandom random) {
    int rootIndex = random.nextInt(2);
    long linear = page(random);
    PageSize size = random.nextInt(8) == 0 ? PageSize.LARGE_2M : PageSize.SMALL_4K;
    long flags = 0;
    flags |= chance(random, 92, Pte.PRESENT);
    flags |= chance(random, 85, Pte.WRITABLE);
    flags |= chance(random, 80, Pte.USER);
    flags |= chance(random, 30, Pte.DIRTY);
    flags |= chance(random, 25, Pte.GLOBAL);
    flags |= chance(random, 10, Pte.EXECUTE_DISABLE);
    flags |= chance(random, 30, (long) random.nextInt(4) << 59);
    long entry = size == PageSize.SMALL_4K ? frame(random) | flags : largePage(random, flags);
    return (world, mmu) -> {
      long root = world.roots[rootIndex];
      long pde = world.tables.entryAddress(root, linear, PageSize.LARGE_2M);
      if (size == PageSize.SMALL_4K && (world.memory.read(pde, 8) & Pte.PAGE_SIZE) != 0) {
        world.memory.write(pde, 8, 0); // a table takes the large page's place
      }
      world.tables.setEntry(root, linear, size, entry);
      return entry;
    };
  }

  private static long largePage(SplittableRandom random, long flags) {
    return ((1L + random.nextInt(3)) << 21) | flags | Pte.PRESENT | Pte.PAGE_SIZE;
  }

  private static Action loadCr3(int root, int pcid, boolean keep) {
    return (world, mmu) ->
        done(() -> mmu.loadCr3(world.roots[root] | pcid | (keep ? Long.MIN_VALUE : 0)));
  }

  /** New control bits: a value of CR0, CR4 and IA32_EFER each. */
  private record Control(long cr0, long cr4, long efer) {
    long on(DifferentialWorld world, Mmu mmu) {
      return done(() -> mmu.setControl(cr0, cr4, efer));
    }

    Action andThenLoad() {
      return (world, mmu) -> {
        mmu.loadCr3(world.roots[0]);
        return on(world, mmu);
      };
    }
  }

  private static Control control(SplittableRandom random) {
    long cr0 = TestMachine.CR0_PG | chance(random, 70, TestMachine.CR0_WP);
    long cr4 = TestMachine.CR4_PAE | chance(random, 80, TestMachine.CR4_PGE);
    cr4 |= chance(random, 50, TestMachine.CR4_PCIDE);
    cr4 |= chance(random, 20, TestMachine.CR4_SMEP);
    cr4 |= chance(random, 20, TestMachine.CR4_SMAP);
    cr4 |= chance(random, 30, TestMachine.CR4_PKE);
    long efer = TestMachine.EFER_LME | chance(random, 90, TestMachine.EFER_NXE);
    return new Control(chance(random, 97, cr0), cr4, efer);
  }

  private static long page(SplittableRandom random) {
    return RUNS[random.nextInt(RUNS.length)] + 4096L * random.nextInt(4);
  }

  private static long address(SplittableRandom random) {
    return switch (random.nextInt(100)) {
      case 0 -> 0x8000_0000_0000L + random.nextInt(4096);
      case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 -> page(random) + 4096 - random.nextInt(1, 9);
      default -> page(random) + random.nextInt(4096);
    };
  }

  /** Frames to map: few, so that they are shared; one is a device's, one has nothing behind it. */
  private static long frame(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 -> DifferentialWorld.DEVICE;
      case 1 -> DifferentialWorld.MEMORY_BYTES;
      default -> 0x20_0000 + 4096L * random.nextInt(24);
    };
  }

  private static long chance(SplittableRandom random, int percent, long bits) {
    return random.nextInt(100) < percent ? bits : 0;
  }

  private static long done(Runnable action) {
    action.run();
    return 0;
  }

  private static long read(Mmu mmu, long address, int width) {
    return switch (width) {
      case 1 -> mmu.read8(address);
      case 2 -> mmu.read16(address);
      case 4 -> mmu.read32(address);
      default -> mmu.read64(address);
    };
  }

  private static long readForUpdate(Mmu mmu, long address, int width) {
    return switch (width) {
      case 1 -> mmu.readForUpdate8(address);
      case 2 -> mmu.readForUpdate16(address);
      case 4 -> mmu.readForUpdate32(address);
      default -> mmu.readForUpdate64(address);
    };
  }

  private static void write(Mmu mmu, long address, int width, long value) {
    switch (width) {
      case 1 -> mmu.write8(address, value);
      case 2 -> mmu.write16(address, value);
      case 4 -> mmu.write32(address, value);
      default -> mmu.write64(address, value);
    }
  }
}
