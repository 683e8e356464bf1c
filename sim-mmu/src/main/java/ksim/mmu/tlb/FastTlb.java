package ksim.mmu.tlb;

import java.util.Arrays;

/**
 * A direct-mapped cache of translations for one kind of access at one privilege, made for speed: a
 * hit costs one comparison. It holds only what the {@link ModelledTlb} holds, so the guest cannot
 * notice it.
 *
 * <p>An entry's tag is the linear address of its 4 KiB page. Attributes that must keep accesses off
 * the fast path are set in the tag's low bits, where they make the comparison fail; {@link #holds}
 * still finds such an entry. The address of the last byte of an access is compared, in the set of
 * its first: an access that crosses into the next page never hits.
 */
public final class FastTlb {
  /** Attribute: accesses are being recorded. */
  public static final int RECORDED = 1;

  /** Attribute: the frame has never been written, so there are no bytes of its own to refer to. */
  public static final int UNWRITTEN = 1 << 1;

  /** Attribute: the frame holds decoded code, so stores must be reported. */
  public static final int CODE = 1 << 2;

  /** Attribute: not RAM throughout. */
  public static final int DEVICE = 1 << 3;

  /** Attribute: a data breakpoint lies in the page. */
  public static final int WATCHED = 1 << 4;

  private static final int ENTRIES = 1024;
  private static final long PAGE_MASK = -4096L;

  private static final long ATTRIBUTES = RECORDED | UNWRITTEN | CODE | DEVICE | WATCHED;

  /** Tag of an unused slot: with and without the attribute bits it is no page's address. */
  private static final long UNUSED = 1L << 11;

  private static final int TRACKED = 64;

  /** Stands for the bytes of an entry that has attributes, or is for fetches. */
  public static final byte[] NO_BYTES = {};

  private final boolean enabled;
  private final long[] tag = new long[ENTRIES];
  private final byte[][] page = new byte[ENTRIES][];
  private final long[] physical = new long[ENTRIES];
  private int recorded;

  /** Slots filled since the last clear, as far as they fit: few fills make clearing cheap. */
  private final int[] filled = new int[TRACKED];

  private int fills;

  /**
   * @param enabled false makes a cache that never holds anything, for comparison
   */
  public FastTlb(boolean enabled) {
    this.enabled = enabled;
    Arrays.fill(tag, UNUSED);
    Arrays.fill(page, NO_BYTES);
  }

  /** Slot that an address maps to. */
  public static int slot(long linear) {
    return (int) (linear >>> 12) & (ENTRIES - 1);
  }

  /** Tag of a fast entry for the page around an address. */
  public static long tagOf(long linear) {
    return linear & PAGE_MASK;
  }

  /** The tags by slot, for inlined lookups. */
  public long[] tags() {
    return tag;
  }

  /** The frames' bytes by slot, for inlined lookups; valid where the tag equals the page. */
  public byte[][] pages() {
    return page;
  }

  /** True if the page around an address is here, with whatever attributes. */
  public boolean holds(long linear) {
    return (tag[slot(linear)] & ~ATTRIBUTES) == tagOf(linear);
  }

  /** True if an access of so many bytes may use {@link #pageOf} at once. */
  public boolean hits(long linear, int bytes) {
    return tag[slot(linear)] == tagOf(linear + bytes - 1);
  }

  /** As {@link #hits}, for a page whose only attribute is {@link #RECORDED}. */
  public boolean hitsRecorded(long linear, int bytes) {
    return tag[slot(linear)] == (tagOf(linear + bytes - 1) | RECORDED);
  }

  /** The bytes of the frame behind an address that {@link #hits} or {@link #hitsRecorded}. */
  public byte[] pageOf(long linear) {
    return page[slot(linear)];
  }

  /** Physical address behind an address of a page that the cache {@link #holds}. */
  public long physicalOf(long linear) {
    return physical[slot(linear)] | (linear & ~PAGE_MASK);
  }

  /** True if the page that the cache {@link #holds} has an attribute. */
  public boolean has(long linear, int attribute) {
    return (tag[slot(linear)] & attribute) != 0;
  }

  /**
   * Enters a page, in place of whatever its slot held.
   *
   * @param bytes the frame's bytes; not used if there are attributes
   * @param attributes any of {@link #UNWRITTEN}, {@link #CODE}, {@link #DEVICE} and {@link
   *     #WATCHED}
   */
  public void fill(long linear, long physicalAddress, byte[] bytes, int attributes) {
    if (!enabled) {
      return;
    }
    int slot = slot(linear);
    tag[slot] = tagOf(linear) | attributes | recorded;
    page[slot] = bytes;
    physical[slot] = physicalAddress & PAGE_MASK;
    if (fills < TRACKED) {
      filled[fills] = slot;
    }
    fills++;
  }

  /** Drops the pages of a naturally aligned range. */
  public void drop(long linear, long bytes) {
    if (fills == 0) {
      return;
    }
    long mask = -bytes;
    if (bytes == -PAGE_MASK) {
      dropIf(slot(linear), linear, mask);
      return;
    }
    for (int slot = 0; slot < ENTRIES; slot++) {
      dropIf(slot, linear, mask);
    }
  }

  /** Drops everything. */
  public void clear() {
    if (fills > TRACKED) {
      Arrays.fill(tag, UNUSED);
    } else {
      for (int i = 0; i < fills; i++) {
        tag[filled[i]] = UNUSED;
      }
    }
    fills = 0;
  }

  /** Gives {@link #CODE} to every entry for the frame at a physical address. */
  public void markCode(long frameAddress) {
    for (int slot = 0; slot < ENTRIES; slot++) {
      if (physical[slot] == frameAddress && tag[slot] != UNUSED) {
        tag[slot] |= CODE;
      }
    }
  }

  /** Gives {@link #RECORDED} to every entry present or future, or takes it away. */
  public void setRecorded(boolean on) {
    recorded = on ? RECORDED : 0;
    for (int slot = 0; slot < ENTRIES; slot++) {
      if (tag[slot] != UNUSED) {
        tag[slot] = (tag[slot] & ~(long) RECORDED) | recorded;
      }
    }
  }

  private void dropIf(int slot, long linear, long mask) {
    if ((tag[slot] & mask) == (linear & mask)) {
      tag[slot] = UNUSED;
    }
  }
}
