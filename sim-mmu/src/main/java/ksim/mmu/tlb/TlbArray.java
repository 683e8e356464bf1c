package ksim.mmu.tlb;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import ksim.mmu.Persistent;
import ksim.mmu.SavedArrays;
import ksim.mmu.paging.PageSize;
import ksim.mmu.paging.Translation;

/** One set-associative array of translations. The ways of a full set are replaced in turn. */
final class TlbArray implements Persistent {
  /** Address space of a global translation: it matches under every PCID. */
  static final int GLOBAL = -1;

  static final int NOT_FOUND = -1;

  private final int ways;
  private final int setMask;

  /** Page base, with the size in its low bits so that no two sizes are alike; 0 if unused. */
  private final long[] tag;

  private final int[] space;
  private final Translation[] translation;
  private final boolean[] fetched;
  private final int[] nextWay;

  TlbArray(int entries, int ways) {
    this.ways = ways;
    setMask = entries / ways - 1;
    tag = new long[entries];
    space = new int[entries];
    translation = new Translation[entries];
    Arrays.fill(translation, Translation.NONE);
    fetched = new boolean[entries];
    nextWay = new int[entries / ways];
  }

  /** Finds a translation that is usable under a PCID: its own, or a global one. */
  int find(long linear, PageSize size, int pcid) {
    return find(linear, size, pcid, GLOBAL);
  }

  /** Finds a translation of one address space, which may be {@link #GLOBAL}, or of another. */
  int find(long linear, PageSize size, int oneSpace, int otherSpace) {
    long wanted = tagOf(linear, size);
    int first = setOf(linear, size) * ways;
    for (int slot = first; slot < first + ways; slot++) {
      if (tag[slot] == wanted && (space[slot] == oneSpace || space[slot] == otherSpace)) {
        return slot;
      }
    }
    return NOT_FOUND;
  }

  Translation translation(int slot) {
    return translation[slot];
  }

  boolean isFetched(int slot) {
    return fetched[slot];
  }

  void markFetched(int slot) {
    fetched[slot] = true;
  }

  boolean isUsed(int slot) {
    return tag[slot] != 0;
  }

  int space(int slot) {
    return space[slot];
  }

  int entries() {
    return tag.length;
  }

  /** Chooses the slot for a new translation: an unused one, or else the ways in turn. */
  int slotFor(long linear, PageSize size) {
    int set = setOf(linear, size);
    int first = set * ways;
    for (int slot = first; slot < first + ways; slot++) {
      if (tag[slot] == 0) {
        return slot;
      }
    }
    int way = nextWay[set];
    nextWay[set] = way + 1 == ways ? 0 : way + 1;
    return first + way;
  }

  void put(int slot, Translation entry, int pcidOrGlobal) {
    tag[slot] = tagOf(entry.linear(), entry.size());
    space[slot] = pcidOrGlobal;
    translation[slot] = entry;
    fetched[slot] = false;
  }

  void drop(int slot) {
    tag[slot] = 0;
    translation[slot] = Translation.NONE;
    fetched[slot] = false;
  }

  private int setOf(long linear, PageSize size) {
    return (int) (linear >>> size.shift()) & setMask;
  }

  private static long tagOf(long linear, PageSize size) {
    return size.base(linear) | size.shift();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    for (int slot = 0; slot < tag.length; slot++) {
      out.writeBoolean(isUsed(slot));
      if (isUsed(slot)) {
        out.writeInt(space[slot]);
        out.writeBoolean(fetched[slot]);
        translation[slot].save(out);
      }
    }
    SavedArrays.save(out, nextWay);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    for (int slot = 0; slot < tag.length; slot++) {
      drop(slot);
      if (in.readBoolean()) {
        int pcidOrGlobal = in.readInt();
        boolean wasFetched = in.readBoolean();
        put(slot, Translation.restored(in), pcidOrGlobal);
        fetched[slot] = wasFetched;
      }
    }
    SavedArrays.restore(in, nextWay);
  }
}
