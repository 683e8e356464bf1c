package ksim.core.timing.loadstore;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import ksim.core.timing.description.CoreDescription;
import ksim.core.timing.memory.DataMemory;
import ksim.core.timing.memory.LoggedWalks;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.AccessLog;
import ksim.mmu.Persistent;

/**
 * The loads and stores of a core. It is told of them in program order, block by block: {@link
 * #begin} with what the block accessed, then of each load, store address, store data and retired
 * store as the pipeline comes to it, then {@link #end}. All times are cycles of the core's clock.
 */
public final class LoadStore implements Persistent, RelativeState {
  private static final int LINE_BYTES = 64;

  private final DataMemory memory;
  private final StoreBuffer stores;
  private final BlockAccesses accesses = new BlockAccesses();
  private final LoggedWalks walks;
  private final Disambiguation disambiguation = new Disambiguation();
  private final MemoryRenaming renaming = new MemoryRenaming();
  private final ForeseenAccesses foreseen;
  private final EffectNotes notes = new EffectNotes();
  private final AccessCounts counts = new AccessCounts();
  private final MissedPages missedPages = new MissedPages();
  private final boolean renames;
  private final int forwardLatency;
  private final int addressLatency;
  private final int forwardBlocked;
  private final int aliasPenalty;
  private final int machineClear;
  private final int searchCycles;
  private final int splitLoad;
  private final int splitStore;
  private final int uncached;

  private AccessPlan plan = AccessPlan.of(List.of());
  private AccessLog log = AccessLog.ofData();

  /** Number of the last store before the block. */
  private long storesBefore;

  /** Loads start no earlier: one from a device was before them. */
  private long loadsHeld;

  /** Cycle in which all loads so far have their data. */
  private long loadsDone;

  /** The last cycle in which the second line of a load was read. */
  private long splitCycle;

  /** Cycle in which the present load could start, if not all addresses of stores were known. */
  private long couldBegin;

  /** Whether the present load would then have passed the store that its data comes from. */
  private boolean passedOwn;

  /**
   * @param core the core description
   * @param memory the caches and TLBs behind
   */
  public LoadStore(CoreDescription core, DataMemory memory) {
    this.memory = memory;
    walks = new LoggedWalks(memory);
    stores = new StoreBuffer(core.parameter("store-buffer"), core.parameter("stores-written"));
    foreseen = new ForeseenAccesses(core, stores, memory, disambiguation);
    renames = core.parameter("memory-renaming") != 0;
    forwardLatency = core.parameter("forward-latency");
    addressLatency = core.parameter("store-address-known");
    forwardBlocked = core.parameter("store-forward-blocked");
    aliasPenalty = core.parameter("alias-4k");
    machineClear = core.parameter("memory-order-clear");
    searchCycles = core.parameter("store-buffer-search");
    splitLoad = core.parameter("split-load");
    splitStore = core.parameter("split-store");
    uncached = core.parameter("uncached-access");
  }

  // ---- blocks -------------------------------------------------------------------------------

  /**
   * A block has run, or its first instructions have.
   *
   * @param blockPlan the plan of the block
   * @param blockLog what it accessed; it must not change before {@link #end}
   * @param instructions number of instructions that were executed: all, or those before a fault
   */
  public void begin(AccessPlan blockPlan, AccessLog blockLog, int instructions) {
    plan = blockPlan;
    log = blockLog;
    storesBefore = stores.last();
    notes.begin();
    accesses.attribute(blockPlan, blockLog, instructions);
  }

  /**
   * Index of the first entry of the log that no executed instruction has made: one that faulted
   * has, or the delivery of an exception. What these cost is the business of who runs the blocks.
   */
  public int consumed() {
    return accesses.consumed();
  }

  /**
   * All instructions of the block have been told of: what else they accessed goes to the caches,
   * each when the load before it has its data.
   *
   * @param cycle cycle in which the last of them retires
   * @return cycle in which the last of these accesses has its data, as far as that is later
   */
  public long end(long cycle) {
    long now = cycle;
    for (int i = 0; i < accesses.others(); i++) {
      int entry = accesses.other(i);
      if (log.isWalk(entry)) {
        if (entry == 0 || !log.isWalk(entry - 1)) {
          now = walks.data(log, entry, now);
        }
      } else if (!log.isDevice(entry)) {
        now = touch(entry, now);
      }
    }
    return now;
  }

  private long touch(int entry, long cycle) {
    long linear = log.linear(entry);
    long physical = log.physical(entry);
    if (log.isWrite(entry)) {
      memory.storeDelay(linear, physical, log.bytes(entry), cycle, 0);
      return cycle;
    }
    return cycle + memory.loadDelay(linear, physical, log.bytes(entry), cycle, 0);
  }

  // ---- loads --------------------------------------------------------------------------------

  /**
   * A load.
   *
   * @param access number of the access in the plan
   * @param start cycle in which its port takes it
   * @param latency cycles from there to its result where the data is in the first-level cache
   * @param instruction linear address of its instruction
   * @return cycle from which its latencies count: {@code start}, or later by what its data comes
   *     later than from the first-level cache; earlier where its result is renamed to what was
   *     stored
   */
  public long load(int access, long start, int latency, long instruction) {
    int entry = accesses.first(access);
    if (entry < 0) {
      return start;
    }
    long linear = log.linear(entry);
    int bytes = plan.bytes(access);
    long begin = Math.max(start, loadsHeld);
    if (!accesses.isPlain(access)) {
      begin = accesses.walks(access) < 0 ? begin : walks.data(log, accesses.walks(access), begin);
      if (log.isDevice(entry)) {
        return deviceLoad(begin, latency);
      }
    }
    boolean unsure = stores.addressesKnown() > begin + searchCycles;
    if (unsure) {
      passedOwn = false;
      couldBegin = begin;
      if (!disambiguation.mayPass(instruction)) {
        begin = stores.addressesKnown();
      }
    } else {
      couldBegin = Long.MAX_VALUE >> 1;
    }
    long candidate = stores.candidate(linear, bytes);
    long ready =
        stores.isHere(candidate, begin)
            ? afterStores(access, candidate, begin, latency, instruction)
            : fromCache(access, begin, instruction);
    if (unsure) {
      disambiguation.learn(instruction, !passedOwn);
      notes.learned(access, !passedOwn);
    }
    loadsDone = Math.max(loadsDone, ready + latency);
    return ready;
  }

  private long deviceLoad(long begin, int latency) {
    long ready = Math.max(begin, stores.allWritten()) + uncached;
    loadsHeld = ready;
    loadsDone = Math.max(loadsDone, ready + latency);
    return ready;
  }

  private long fromCache(int access, long begin, long instruction) {
    int entry = accesses.first(access);
    long linear = log.linear(entry);
    int bytes = plan.bytes(access);
    if (renames) {
      renaming.notServed(instruction);
    }
    notes.cached(access);
    if (((int) linear & (LINE_BYTES - 1)) + bytes > LINE_BYTES) {
      return splitLoad(access, begin, instruction);
    }
    long delay = memory.loadDelay(linear, log.physical(entry), bytes, begin, instruction);
    if (delay > 0) {
      missedPages.isFirstToMiss(linear); // perhaps the cache's, which does not matter
    }
    return begin + delay;
  }

  /** A load of bytes of two lines reads one after the other; one load at a time can do so. */
  private long splitLoad(int access, long begin, long instruction) {
    counts.splits++;
    long first = Math.max(begin, splitCycle + 1);
    splitCycle = first;
    long delay = 0;
    int entry = accesses.first(access);
    if (accesses.crossesPage(access)) {
      for (int i = entry; i < entry + accesses.parts(access); i++) {
        delay = Math.max(delay, partDelay(i, first, instruction));
      }
    } else {
      delay =
          memory.loadDelay(
              log.linear(entry), log.physical(entry), plan.bytes(access), first, instruction);
    }
    return first + splitLoad + delay;
  }

  private long partDelay(int entry, long cycle, long instruction) {
    return memory.loadDelay(
        log.linear(entry), log.physical(entry), log.bytes(entry), cycle, instruction);
  }

  /** A load while a store is under way that may write some of its bytes. */
  private long afterStores(int access, long candidate, long start, int latency, long instruction) {
    int entry = accesses.first(access);
    long linear = log.linear(entry);
    int bytes = plan.bytes(access);
    long translation = memory.translationDelay(linear, start);
    if (translation > 0) {
      missedPages.isFirstToMiss(linear);
    }
    long begin = start + translation;
    for (long store = candidate;
        stores.isHere(store, begin);
        store = stores.candidateBefore(store, linear, bytes)) {
      if (!stores.overlaps(store, linear, bytes)) {
        continue;
      }
      boolean samePage = stores.isSamePage(store, linear);
      if (samePage && stores.covers(store, linear, bytes)) {
        return forward(access, store, begin, latency, instruction);
      }
      if (samePage || stores.isSameFrame(store, log.physical(entry))) {
        return blocked(store, begin, instruction);
      }
      counts.aliased++;
      begin = Math.max(begin, stores.addressKnown(store)) + aliasPenalty;
    }
    return fromCache(access, begin, instruction);
  }

  private long forward(int access, long store, long begin, int latency, long instruction) {
    counts.forwarded++;
    notes.forwarded();
    if (renames
        && !plan.isStack(access)
        && renaming.served(instruction, (int) (stores.last() - store))) {
      counts.renamed++;
      return stores.dataKnown(store) - latency;
    }
    long data = stores.dataKnown(store) + forwardLatency - latency;
    return Math.max(addressKnown(store, begin), data);
  }

  private long blocked(long store, long begin, long instruction) {
    counts.blocked++;
    if (renames) {
      renaming.notServed(instruction);
    }
    return Math.max(addressKnown(store, begin), stores.done(store)) + forwardBlocked;
  }

  /** A load that has passed the store that turned out to be its own is done again. */
  private long addressKnown(long store, long begin) {
    long known = stores.addressKnown(store);
    passedOwn |= known > couldBegin + searchCycles;
    if (known <= begin + searchCycles) {
      return begin;
    }
    counts.clears++;
    notes.cleared();
    return known + machineClear;
  }

  // ---- stores -------------------------------------------------------------------------------

  /** Cycle from which the store buffer has an entry for one more store to be issued. */
  public long storeSpace() {
    return stores.space();
  }

  /**
   * The address of a store is known.
   *
   * @param access number of the access in the plan
   * @param cycle cycle in which the port takes the micro-operation that computes it
   * @return core cycles of the page walk that it needs
   */
  public long storeAddress(int access, long cycle) {
    long store = entered(access);
    long begin = cycle;
    long late = 0;
    if (accesses.walks(access) >= 0) {
      begin = walks.data(log, accesses.walks(access), cycle);
    } else if (accesses.first(access) >= 0) {
      late = translate(store, log.linear(accesses.first(access)), cycle);
    }
    stores.addressKnown(store, begin + late + addressLatency);
    return begin - cycle;
  }

  /**
   * Translates the address of a store. The first one to miss a page that the second-level TLB knows
   * holds up writing, too, as the blocks do that push their way through pages: 9 cycles for each,
   * whatever else goes on.
   */
  private long translate(long store, long linear, long cycle) {
    long late = memory.translationDelay(linear, cycle);
    if (late > 0 && missedPages.isFirstToMiss(linear)) {
      stores.holdUp(store, (int) late);
    }
    return late;
  }

  /**
   * The data of a store is known.
   *
   * @param access number of the access in the plan
   * @param cycle cycle in which the port takes the micro-operation that hands it over
   */
  public void storeData(int access, long cycle) {
    stores.dataKnown(entered(access), cycle);
  }

  /**
   * A store has retired: it will be written into the cache, after all before it.
   *
   * @param access number of the access in the plan
   * @param cycle cycle of its retirement
   * @param instruction linear address of its instruction
   */
  public void storeRetired(int access, long cycle, long instruction) {
    long store = entered(access);
    long line = cycle;
    int busy = 1;
    int entry = accesses.first(access);
    if (entry >= 0 && !plan.isNonTemporal(access)) {
      if (log.isDevice(entry)) {
        busy = uncached;
      } else {
        notes.cached(access);
        line += lineDelay(access, line, instruction);
      }
      if (((int) log.linear(entry) & (LINE_BYTES - 1)) + plan.bytes(access) > LINE_BYTES) {
        counts.splits++;
        busy = splitStore;
      }
    }
    stores.write(store, line, busy);
  }

  private long lineDelay(int access, long cycle, long instruction) {
    int entry = accesses.first(access);
    if (!accesses.crossesPage(access)) {
      return memory.storeDelay(
          log.linear(entry), log.physical(entry), plan.bytes(access), cycle, instruction);
    }
    long delay = 0;
    for (int i = entry; i < entry + accesses.parts(access); i++) {
      delay =
          Math.max(
              delay,
              memory.storeDelay(log.linear(i), log.physical(i), log.bytes(i), cycle, instruction));
    }
    return delay;
  }

  /** The number of a store, which is entered now if it is told of for the first time. */
  private long entered(int access) {
    long store = storesBefore + plan.storesBefore(access) + 1;
    while (stores.last() < store) {
      boolean here = stores.last() == store - 1 && accesses.first(access) >= 0;
      stores.enter(
          here ? log.linear(accesses.first(access)) : 0,
          here ? log.physical(accesses.first(access)) : 0,
          here ? plan.bytes(access) : 0);
    }
    return store;
  }

  // ---- order --------------------------------------------------------------------------------

  /** What is known of accesses of blocks before they run. */
  public ForeseenAccesses foreseen() {
    return foreseen;
  }

  /** What the accesses of the block just run have done beside taking time. */
  public AccessEffects effects() {
    return notes.effects();
  }

  /** A block does again what it did, with accesses that are plain as {@link #foreseen} says. */
  public void repeat(
      AccessPlan again, long[] addresses, AccessLog accessed, AccessEffects effects) {
    foreseen.repeat(again, accessed, effects);
    for (int lesson : effects.learned()) {
      disambiguation.learn(addresses[again.instruction(lesson >> 1)], (lesson & 1) != 0);
    }
    counts.forwarded += effects.forwarded();
    counts.clears += effects.clears();
  }

  /** How many of the youngest stores, all of them retired, are written later than in a cycle. */
  public int storesUnderWay(long cycle) {
    return stores.underWay(cycle);
  }

  /** Cycle in which all loads so far have their data. */
  public long loadsDone() {
    return loadsDone;
  }

  /** Cycle in which all stores that have retired so far are written into the cache. */
  public long storesWritten() {
    return stores.allWritten();
  }

  /** What it has counted, by name. */
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = counts.figures();
    figures.put("accesses not attributed", accesses.mismatches());
    return figures;
  }

  @Override
  public void describe(StateWriter out) {
    stores.describe(out, forwardLatency);
    out.cycle(loadsHeld);
    out.cycle(loadsDone);
    out.cycle(splitCycle);
  }

  @Override
  public void adopt(StateReader in) {
    stores.adopt(in);
    loadsHeld = in.cycle();
    loadsDone = in.cycle();
    splitCycle = in.cycle();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    stores.save(out);
    accesses.save(out);
    disambiguation.save(out);
    renaming.save(out);
    out.writeLong(loadsHeld);
    out.writeLong(loadsDone);
    out.writeLong(splitCycle);
    missedPages.save(out);
    counts.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    stores.restore(in);
    accesses.restore(in);
    disambiguation.restore(in);
    renaming.restore(in);
    loadsHeld = in.readLong();
    loadsDone = in.readLong();
    splitCycle = in.readLong();
    missedPages.restore(in);
    counts.restore(in);
  }
}
