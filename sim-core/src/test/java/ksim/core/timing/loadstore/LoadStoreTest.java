package ksim.core.timing.loadstore;

import static ksim.core.timing.loadstore.RecordedMemory.PAGES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.loadstore.AccessPlan.Accesses;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.SharedCache;
import ksim.core.timing.uops.MemoryAccess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When loads have their data: from the cache, from a store, or late. */
class LoadStoreTest {
  private static final int LATENCY = 5;
  private static final long LOAD_AT = 0x1000;
  private static final long STORE_AT = 0x1010;

  private final RecordedMemory memory = new RecordedMemory();
  private final CoreDescription core = CoreDescription.load("skylake");
  private final int forward = core.parameter("forward-latency") - LATENCY;
  private final int known = core.parameter("store-address-known");
  private LoadStore unit = unit("skylake");

  /** A time by which everything has settled. */
  private long now = 100_000;

  private static LoadStore unit(String core) {
    CoreDescription description = CoreDescription.load(core);
    return new LoadStore(description, new DataMemory(description, new SharedCache(description)));
  }

  @BeforeEach
  void warm() {
    memory.record();
    use(unit);
  }

  private void use(LoadStore next) {
    unit = next;
    for (int page = 0; page < 20; page++) {
      for (int offset = 0; offset < 256; offset += 64) {
        load(PAGES + 4096L * page + offset, 8, now);
        now += 10_000;
      }
    }
  }

  private void begin(MemoryAccess... accesses) {
    unit.begin(AccessPlan.ofAccesses(List.of(Accesses.of(accesses))), memory.log, 1);
  }

  /** A block with a load alone: how long after its start its latency begins. */
  private long load(long linear, int bytes, long start) {
    memory.log.clear();
    if (bytes == 16) {
      memory.mmu.read128(linear, new long[2], 0);
    } else if (bytes == 8) {
      memory.mmu.read64(linear);
    } else {
      memory.mmu.read8(linear);
    }
    begin(new MemoryAccess(false, bytes));
    long ready = unit.load(0, start, LATENCY, LOAD_AT);
    unit.end(start + 100);
    return ready - start;
  }

  /** A block with a store alone. */
  private void store(long linear, int bytes, long address, long data, long retired) {
    memory.log.clear();
    if (bytes == 8) {
      memory.mmu.write64(linear, 0);
    } else {
      memory.mmu.write8(linear, 0);
    }
    begin(new MemoryAccess(true, bytes));
    unit.storeAddress(0, address);
    unit.storeData(0, data);
    unit.storeRetired(0, retired, STORE_AT);
    unit.end(retired);
  }

  @Test
  void aLoadOfTheCacheIsNotDelayed() {
    assertThat(load(PAGES + 64, 8, now)).isZero();
  }

  @Test
  void aStoreForwardsWhenItsDataIsKnown() {
    store(PAGES + 64, 8, now, now + 20, now + 30);
    assertThat(load(PAGES + 64, 8, now + 1)).as("waits for the data").isEqualTo(19 + forward);
    assertThat(load(PAGES + 68, 1, now + 25)).as("part of it, at once").isZero();
    assertThat(load(PAGES + 128, 8, now + 1)).as("other bytes").isZero();
    assertThat(unit.figures()).containsEntry("loads forwarded", 2L);
  }

  @Test
  void theYoungestStoreForwards() {
    store(PAGES + 64, 8, now, now + 20, now + 40);
    store(PAGES + 64, 8, now, now + 5, now + 40);
    assertThat(load(PAGES + 64, 8, now + 1)).isEqualTo(4 + forward);
    store(PAGES + 66, 1, now, now + 30, now + 40);
    assertThat(load(PAGES + 64, 1, now + 1)).as("of the older one").isEqualTo(4 + forward);
  }

  @Test
  void aLoadThatNeedsMoreThanAStoreHasWaitsUntilItIsWritten() {
    store(PAGES + 66, 1, now, now, now + 30);
    int penalty = core.parameter("store-forward-blocked");
    assertThat(load(PAGES + 64, 8, now + 1)).isEqualTo(30 + penalty);
    assertThat(load(PAGES + 64, 8, now + 31)).as("once it is written").isZero();
    assertThat(unit.figures()).containsEntry("loads blocked by a store", 1L);
  }

  @Test
  void storesAreWrittenOneACycleInOrder() {
    for (int i = 0; i < 10; i++) {
      store(PAGES + 8L * i, 8, now, now, now + 5);
    }
    assertThat(unit.storesWritten()).isEqualTo(now + 5 + 10);
  }

  @Test
  void aStoreNeedsAnEntryOfTheBuffer() {
    int capacity = core.parameter("store-buffer");
    assertThat(unit.storeSpace()).isLessThanOrEqualTo(now);
    for (int i = 0; i < capacity; i++) {
      store(PAGES + 8L * (i & 7), 8, now, now, now + 100);
    }
    assertThat(unit.storeSpace()).isEqualTo(now + 101);
  }

  @Test
  void aliasesOfTheLowTwelveBitsCostALittle() {
    store(PAGES + 64, 8, now, now, now + 50);
    assertThat(load(PAGES + 4096 + 64, 8, now + 1)).isEqualTo(core.parameter("alias-4k"));
    assertThat(load(PAGES + 4096 + 72, 8, now + 1)).isZero();
    assertThat(unit.figures()).containsEntry("loads that met a 4K alias", 1L);
  }

  @Test
  void anotherLinearAddressOfTheSameBytesWaitsUntilTheyAreWritten() {
    store(PAGES + 64, 8, now, now, now + 50);
    assertThat(load(PAGES + 16 * 4096 + 64, 8, now + 1)).isGreaterThanOrEqualTo(50);
  }

  @Test
  void aLoadThatPassedItsOwnStoreIsRepeatedAndThenWaits() {
    int clear = core.parameter("memory-order-clear");
    store(PAGES + 64, 8, now + 40, now, now + 50);
    assertThat(load(PAGES + 64, 8, now + 1)).isEqualTo(39 + known + clear);
    now += 1000;
    store(PAGES + 64, 8, now + 40, now, now + 50);
    assertThat(load(PAGES + 64, 8, now + 1)).as("waits for the address").isEqualTo(39 + known);
    now += 1000;
    store(PAGES + 64, 8, now + 40, now, now + 50);
    assertThat(load(PAGES + 128, 8, now + 1)).as("of another store too").isEqualTo(39 + known);
    assertThat(unit.figures()).containsEntry("memory order clears", 1L);
  }

  @Test
  void aLoadMayPassAgainWhenItHasBeenRightForLong() {
    store(PAGES + 64, 8, now + 40, now, now + 50);
    load(PAGES + 64, 8, now + 1);
    for (int i = 0; i < 16; i++) {
      now += 1000;
      store(PAGES + 64, 8, now + 40, now, now + 50);
      load(PAGES + 128, 8, now + 1);
    }
    now += 1000;
    store(PAGES + 64, 8, now + 40, now, now + 50);
    assertThat(load(PAGES + 128, 8, now + 1)).isZero();
  }

  @Test
  void renamingNeedsNeitherAddressNorCache() {
    use(unit("skylake,memory-renaming=1"));
    for (int i = 0; i < 8; i++) {
      now += 1000;
      store(PAGES + 64, 8, now, now + 20, now + 30);
      long delay = load(PAGES + 64, 8, now + 1);
      assertThat(delay).as("time %d", i).isEqualTo(i < 4 ? 19 + forward : 19 - LATENCY);
    }
    now += 1000;
    assertThat(load(PAGES + 64, 8, now + 1)).as("from the cache").isZero();
    store(PAGES + 64, 8, now, now + 20, now + 30);
    assertThat(load(PAGES + 64, 8, now + 1)).as("no longer sure").isEqualTo(19 + forward);
  }

  @Test
  void bytesOfTwoLinesAreReadOneLoadAtATime() {
    int split = core.parameter("split-load");
    assertThat(load(PAGES + 60, 8, now)).isEqualTo(split);
    assertThat(load(PAGES + 124, 8, now)).isEqualTo(split + 1);
    assertThat(load(PAGES + 56, 8, now)).isZero();
    store(PAGES + 60, 8, now, now, now);
    assertThat(unit.storesWritten()).isEqualTo(now + core.parameter("split-store"));
  }

  /** More pages than the first-level TLB holds, all of which the second level knows. */
  @Test
  void theFirstStoreToAPageThatTheTlbMissesHoldsUpWriting() {
    for (int page = 30; page < 130; page++) {
      load(PAGES + 4096L * page, 8, now);
      now += 10_000;
    }
    int late = core.parameter("stlb-latency");
    store(PAGES + 4096 + 64, 8, now, now, now + 20);
    assertThat(unit.storesWritten()).isEqualTo(now + 21 + late);
    store(PAGES + 4096 + 72, 8, now + 1, now, now + 20);
    assertThat(unit.storesWritten()).as("the second one").isEqualTo(now + 22 + late);
  }

  @Test
  void accessesWithoutAnEntryAreNotDelayed() {
    memory.log.clear();
    begin(new MemoryAccess(false, 8), new MemoryAccess(true, 8), new MemoryAccess(false, 8));
    assertThat(unit.load(0, now, LATENCY, LOAD_AT)).isEqualTo(now);
    unit.storeAddress(1, now);
    unit.storeRetired(1, now + 5, STORE_AT);
    assertThat(unit.storesWritten()).isEqualTo(now + 6);
    assertThat(unit.figures()).containsEntry("accesses not attributed", 3L);
  }

  /** The times of random stores and loads, from a unit that is saved and restored in between. */
  @Test
  void isRestoredAsItWas() throws IOException {
    List<Long> plain = random(false);
    assertThat(random(true)).isEqualTo(plain);
    assertThat(plain.stream().distinct().count()).isGreaterThan(10);
  }

  private List<Long> random(boolean copied) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    CoreDescription renaming = CoreDescription.load("skylake,memory-renaming=1");
    DataMemory caches = new DataMemory(renaming, new SharedCache(renaming));
    LoadStore used = new LoadStore(renaming, caches);
    now = 100_000;
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      unit = used;
      long linear = PAGES + random.nextInt(3) * 4096L + 8L * random.nextInt(6);
      if (random.nextInt(3) == 0) {
        store(linear, 8, now + random.nextInt(20), now + random.nextInt(20), now + 20);
      } else {
        result.add(load(linear, 8, now + random.nextInt(20)));
      }
      now += random.nextInt(8);
      if (copied && i == 250) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        used.save(new DataOutputStream(out));
        used = new LoadStore(renaming, caches);
        used.restore(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
      }
    }
    return result;
  }
}
