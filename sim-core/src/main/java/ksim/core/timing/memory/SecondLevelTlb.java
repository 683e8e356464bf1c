package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/**
 * What the timing model knows of the second-level TLB: the sizes of pages. Which translations it
 * holds is not decided here but by the MMU, whose walks say what has missed.
 */
final class SecondLevelTlb implements Persistent {
  /** Binary logarithms of the page sizes: 4 KiB, 2 MiB, 4 MiB, 1 GiB. */
  static final int SMALL = 12;

  static final int LARGE = 21;
  static final int LARGE_32 = 22;
  static final int HUGE = 30;

  private static final int SIZE_SHIFT = 56;

  private final TagArray pages;
  private final TagArray hugePages;

  SecondLevelTlb(CoreDescription core) {
    pages = new TagArray(core.parameter("stlb-entries"), core.parameter("stlb-ways"), "lru");
    hugePages =
        new TagArray(core.parameter("stlb-huge-entries"), core.parameter("stlb-huge-ways"), "lru");
  }

  /** A walk has found a page of a size. */
  void insert(long linear, int pageShift) {
    TagArray array = pageShift == HUGE ? hugePages : pages;
    long key = key(linear, pageShift);
    if (array.use(key) == TagArray.NONE) {
      array.fill(key, 0);
    }
  }

  /** Binary logarithm of the size of the page around an address; if it is not known, of 4 KiB. */
  int pageShift(long linear) {
    return Math.max(SMALL, known(linear));
  }

  /** Whether the size of the page around an address is known. */
  boolean knows(long linear) {
    return known(linear) != 0;
  }

  private int known(long linear) {
    if (pages.use(key(linear, SMALL)) != TagArray.NONE) {
      return SMALL;
    }
    if (pages.use(key(linear, LARGE)) != TagArray.NONE) {
      return LARGE;
    }
    if (pages.use(key(linear, LARGE_32)) != TagArray.NONE) {
      return LARGE_32;
    }
    return hugePages.use(key(linear, HUGE)) != TagArray.NONE ? HUGE : 0;
  }

  /** Pages of different sizes share sets; the size is part of the key, above the page's number. */
  private static long key(long linear, int pageShift) {
    return linear >>> pageShift | (long) pageShift << SIZE_SHIFT;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    pages.save(out);
    hugePages.save(out);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    pages.restore(in);
    hugePages.restore(in);
  }
}
