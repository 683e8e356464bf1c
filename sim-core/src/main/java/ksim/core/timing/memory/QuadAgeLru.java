package ksim.core.timing.memory;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ksim.mmu.SavedArrays;

/**
 * Quad-age LRU, the replacement of Intel's second-level and last-level caches: each line has an age
 * from 0 to 3, and one of age 3 is replaced. Variants are named as by Abel and Reineke (nanoBench,
 * ISPASS 2020, section VI): {@code H} gives the age after a hit by the age before, {@code M} that
 * of a new line, {@code R} which of several lines of age 3 is replaced, {@code U} how lines grow
 * older when none has age 3.
 */
final class QuadAgeLru implements Replacement {
  private static final Pattern NAME =
      Pattern.compile("qlru-H([0-2])([01])-M([0-3])-R([02])-U([01])");
  private static final int MOST_WAYS = 16;
  private static final int OLDEST = 3;
  private static final long LOW_BITS = 0x5555_5555L;

  /** The low bit of the age of each way. */
  private final long low;

  private final int ageAfterHitOfThree;
  private final int ageAfterHitOfTwo;
  private final int ageOfNew;
  private final boolean lastOfOldest;
  private final boolean sparesAccessed;

  /** By set the ages, two bits a way. */
  private final long[] ages;

  private QuadAgeLru(int sets, int ways, int[] rules) {
    low = LOW_BITS >>> (2 * (MOST_WAYS - ways));
    ageAfterHitOfThree = rules[0];
    ageAfterHitOfTwo = rules[1];
    ageOfNew = rules[2];
    lastOfOldest = rules[3] == 2;
    sparesAccessed = rules[4] == 1;
    ages = new long[sets];
    Arrays.fill(ages, OLDEST * low);
  }

  static QuadAgeLru named(String name, int sets, int ways) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || ways < 2 || ways > MOST_WAYS) {
      throw new IllegalArgumentException(
          "replacement policy '%s' of %d ways: expected tree-plru, lru or qlru-Hnn-Mn-Rn-Un"
              .formatted(name, ways));
    }
    int[] rules = new int[matcher.groupCount()];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = Integer.parseInt(matcher.group(i + 1));
    }
    return new QuadAgeLru(sets, ways, rules);
  }

  @Override
  public boolean hit(int set, int way) {
    int age = (int) (ages[set] >>> (2 * way)) & OLDEST;
    int next = age == OLDEST ? ageAfterHitOfThree : age == 2 ? ageAfterHitOfTwo : 0;
    setAge(set, way, next);
    return next == 0;
  }

  @Override
  public void filled(int set, int way) {
    setAge(set, way, ageOfNew);
  }

  private void setAge(int set, int way, int age) {
    long changed = (ages[set] & ~((long) OLDEST << (2 * way))) | ((long) age << (2 * way));
    long spared = sparesAccessed ? 1L << (2 * way) : 0;
    long others = low & ~spared;
    ages[set] = changed + others * (OLDEST - oldest(changed, others));
  }

  /** The highest age among the ways whose low bits are given. */
  private static int oldest(long ages, long ways) {
    long high = ages >>> 1 & ways;
    if (high != 0) {
      return (high & ages) != 0 ? OLDEST : 2;
    }
    return (ages & ways) != 0 ? 1 : 0;
  }

  @Override
  public void forgotten(int set, int way) {
    ages[set] |= (long) OLDEST << (2 * way);
  }

  @Override
  public int victim(int set) {
    long oldest = ages[set] & ages[set] >>> 1 & low;
    int bit =
        lastOfOldest
            ? Long.SIZE - 1 - Long.numberOfLeadingZeros(oldest)
            : Long.numberOfTrailingZeros(oldest);
    return bit >> 1;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    SavedArrays.save(out, ages);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    SavedArrays.restore(in, ages);
  }
}
