package ksim.core.timing.frontend;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.state.RelativeState;
import ksim.core.timing.state.StateReader;
import ksim.core.timing.state.StateWriter;
import ksim.mmu.Persistent;

/**
 * Reads blocks from the micro-operation cache, cycle by cycle. What can be delivered from each
 * place of a block on, if the cache holds all of it, is known beforehand ({@link CachedLines});
 * blocks that it holds in part, or that have microcode, are read line by line.
 */
final class CacheReader implements Persistent, RelativeState {
  private final FrontEndShape shape;
  private final int windowBytes;
  private final UopCache cache;

  /** The present cycle. */
  private int delivery;

  /**
   * Address of an instruction of the last line of what was fetched, and slots used in that line.
   */
  private long lineAddress;

  private int lineSlots;

  /** Physical address at which the window of that line was entered. */
  private long lastEntry;

  /** The same of the first window of the present block. */
  private long entry;

  /** Whether the present block begins in the window where the one before ended. */
  private boolean sameWindow;

  /** Whether it also follows it. */
  private boolean continues;

  /** Whether it also goes on in the same line. */
  private boolean sameLine;

  /** Whether the present block is held as a whole, and without microcode. */
  private boolean whole;

  private final CacheUses uses = new CacheUses();

  /** Of a block that is not: the line that is next. */
  private int line;

  /** Micro-operations that the microcode sequencer has to add. */
  private int microcode;

  /** The instruction from which on the block is not held, or -1. */
  private int missing = -1;

  CacheReader(FrontEndShape shape) {
    this.shape = shape;
    windowBytes = shape.windowBytes();
    cache = new UopCache(shape);
  }

  /** Nothing more is delivered in the present cycle. */
  void close() {
    delivery = Delivery.close(delivery);
  }

  /**
   * A block begins, wherever its micro-operations come from. One that follows in the same window
   * what was fetched before it belongs to the same entry of the cache, and perhaps to the same
   * line.
   *
   * @param follows whether it follows in memory what was fetched before
   */
  void begin(FetchPlan plan, boolean follows) {
    CachedLines lines = plan.lines;
    uses.begin();
    sameWindow = FrontEndShape.same(plan.address, lineAddress, windowBytes);
    lineAddress = plan.address + lines.lastLineOffset;
    continues = follows && sameWindow;
    if (continues) {
      goOn(lines);
      return;
    }
    sameLine = false;
    lineSlots = lines.lastSlots;
    entry = lines.firstKey;
    lastEntry = lines.lastKey;
  }

  private void goOn(CachedLines lines) {
    sameLine = lineSlots + lines.slots[0] <= shape.lineUops();
    lineSlots = (sameLine && lines.slots.length == 1 ? lineSlots : 0) + lines.lastSlots;
    entry = lastEntry;
    lastEntry = lines.lastWindow == 0 ? entry : lines.lastKey;
  }

  /** Whether a window of the block is held, as far as the block reaches. */
  boolean holds(CachedLines lines, int window) {
    if (lines.windowLines[window] == 0) {
      return false;
    }
    int place = look(lines, window);
    return place >= 0 && cache.reach(place) >= lines.reach[window];
  }

  private int look(CachedLines lines, int window) {
    int known = lines.place[window];
    int place = cache.find(window == 0 ? entry : lines.key[window], known);
    if (place >= 0 && place != known) {
      lines.place[window] = place;
    }
    uses.looked(window, place < 0, place >= 0 && cache.reach(place) >= lines.reach[window]);
    return place;
  }

  /** The decoders have made the micro-operations of a window of the block. */
  void fill(CachedLines lines, int window) {
    if (window == 0 && continues && look(lines, 0) < 0) {
      return; // What came before in the window is not held, so this cannot be.
    }
    uses.filled(window);
    fill(lines, window, window == 0 && continues, sameLine, entry);
  }

  /**
   * Holds a window.
   *
   * @param more whether it is held already, and now further
   */
  private void fill(CachedLines lines, int window, boolean more, boolean joined, long first) {
    int count = lines.windowLines[window];
    if (!more) {
      if (count > 0) {
        cache.hold(window == 0 ? first : lines.key[window], count, lines.reach[window]);
      }
      return;
    }
    int place = lines.place[0];
    int total = cache.lines(place) + count - (joined ? 1 : 0);
    if (cache.reach(place) >= lines.reach[0] && count > 0) {
      return;
    }
    if (count == 0 || total > shape.windowLines()) {
      cache.forget(first);
    } else {
      cache.hold(first, total, lines.reach[0]);
    }
  }

  /** What the present block has done with the cache, if that can be told. */
  CacheUses uses() {
    return uses;
  }

  /**
   * The same, to be told.
   *
   * @param fetches what the decoders have asked for
   */
  FrontEndFacts facts(long[] fetches) {
    return new FrontEndFacts(entry, continues, sameLine, uses.told(), fetches);
  }

  /** Whether lookups of windows of a block would have the results that they had before. */
  boolean finds(CachedLines lines, FrontEndFacts facts) {
    for (byte use : facts.cacheUses()) {
      if (CacheUses.isFill(use)) {
        break;
      }
      int window = CacheUses.window(use);
      int known = lines.place[window];
      int place = cache.where(window == 0 ? facts.firstWindow() : lines.key[window], known);
      boolean reaches = place >= 0 && cache.reach(place) >= lines.reach[window];
      if (!CacheUses.isAlike(use, place < 0, reaches)) {
        return false;
      }
      if (place >= 0 && place != known) {
        lines.place[window] = place;
      }
    }
    return true;
  }

  /** Does again what has been done, after {@link #finds}. */
  void repeat(CachedLines lines, FrontEndFacts facts) {
    boolean more = false;
    for (byte use : facts.cacheUses()) {
      int window = CacheUses.window(use);
      if (CacheUses.isFill(use)) {
        fill(lines, window, window == 0 && more, facts.sameLine(), facts.firstWindow());
      } else if (!CacheUses.isAbsent(use)) {
        cache.use(lines.place[window]);
        more = facts.continues();
      }
    }
  }

  /**
   * Whether the present block is held as a whole, and without microcode: nothing of it comes from
   * elsewhere.
   */
  boolean whole() {
    return whole;
  }

  /** Micro-operations that the microcode sequencer has to add now. */
  int microcode() {
    return microcode;
  }

  /** The instruction from which on the block has to be decoded, or -1. */
  int missing() {
    return missing;
  }

  /**
   * Begins with a block whose first window is held.
   *
   * @param follows whether it follows in memory what was read last
   * @param sameCycle whether some of it may be delivered in the cycle of what was read last
   * @return how many of its micro-operations are
   */
  int enter(FetchPlan plan, boolean follows, boolean sameCycle) {
    CachedLines lines = plan.lines;
    boolean held = lines.plain;
    for (int window = 1; held && window <= lines.lastWindow; window++) {
      held = holds(lines, window);
    }
    whole = held;
    if (!held || lines.anyWide) {
      line = 0;
    }
    if (microcode > 0 || missing >= 0) {
      microcode = 0; // Rarely: what is as it was need not be written.
      missing = -1;
    }
    int before = sameCycle ? delivery : Delivery.close(delivery);
    if (!sameLine) {
      before = Delivery.second(before, sameWindow, !follows, shape);
    }
    if (!lines.plain && lines.microcoded(0)) {
      before = Delivery.close(before);
    }
    delivery = before;
    return Delivery.left(before) == 0 ? 0 : join(plan, lines.endUop[0]);
  }

  private int join(FetchPlan plan, int slots) {
    if (!whole || plan.lines.anyWide) {
      return readLines(plan, 0);
    }
    int count = Math.min(Delivery.left(delivery), slots);
    delivery = Delivery.take(delivery, count);
    if (count < plan.uops) {
      close();
    }
    return count;
  }

  /**
   * What the next cycle delivers.
   *
   * @param uop number of the micro-operation that is next
   * @return how many
   */
  int nextCycle(FetchPlan plan, int uop) {
    if (whole) {
      int group = plan.lines.groups[uop];
      delivery = group & ((1 << Delivery.BITS) - 1);
      return group >>> Delivery.BITS;
    }
    CachedLines lines = plan.lines;
    boolean atLine = uop == lines.firstUop[line];
    delivery = Delivery.begin(shape.cacheWidth(), atLine ? 0 : Delivery.used(delivery));
    return readLines(plan, uop);
  }

  /** Reads lines until the cycle is over. */
  private int readLines(FetchPlan plan, int uop) {
    CachedLines lines = plan.lines;
    microcode = 0;
    int at = uop;
    while (true) {
      long read = lines.read(delivery, at, line);
      delivery = (int) read;
      at = (int) (read >>> Integer.SIZE);
      if (at < lines.endUop[line]) {
        close();
        return at - uop;
      }
      microcode = lines.firstUop[line + 1] - at;
      if (microcode > 0) {
        close();
      }
      line++;
      if (line == lines.window.length || !nextLine(plan)) {
        return at - uop;
      }
    }
  }

  /** Goes to the next line of the block; whether it is read in the same cycle. */
  private boolean nextLine(FetchPlan plan) {
    CachedLines lines = plan.lines;
    int window = lines.window[line];
    boolean sameWindow = window == lines.window[line - 1];
    if (!sameWindow && !holds(lines, window)) {
      missing = lines.instruction[line];
      close();
      return false;
    }
    delivery = Delivery.second(delivery, sameWindow, false, shape);
    if (lines.microcoded(line)) {
      close();
    }
    return Delivery.left(delivery) > 0;
  }

  /** What is left of the block before: all else begins anew with the next. */
  @Override
  public void describe(StateWriter out) {
    out.word(delivery);
    out.longWord(lineAddress);
    out.word(lineSlots);
    out.longWord(lastEntry);
  }

  @Override
  public void adopt(StateReader in) {
    delivery = in.word();
    lineAddress = in.longWord();
    lineSlots = in.word();
    lastEntry = in.longWord();
    uses.begin();
    entry = 0;
    sameWindow = false;
    continues = false;
    sameLine = false;
    whole = false;
    line = 0;
    microcode = 0;
    missing = -1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    cache.save(out);
    out.writeInt(delivery);
    out.writeLong(lineAddress);
    out.writeInt(lineSlots);
    out.writeLong(lastEntry);
    out.writeLong(entry);
    out.writeBoolean(sameWindow);
    out.writeBoolean(continues);
    out.writeBoolean(sameLine);
    out.writeBoolean(whole);
    out.writeInt(line);
    out.writeInt(microcode);
    out.writeInt(missing);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    cache.restore(in);
    delivery = in.readInt();
    lineAddress = in.readLong();
    lineSlots = in.readInt();
    lastEntry = in.readLong();
    entry = in.readLong();
    sameWindow = in.readBoolean();
    continues = in.readBoolean();
    sameLine = in.readBoolean();
    whole = in.readBoolean();
    line = in.readInt();
    microcode = in.readInt();
    missing = in.readInt();
  }
}
