package ksim.core.processor;

import java.util.Locale;

/**
 * A cache as CPUID leaf 4 describes it. Lines have 64 bytes.
 *
 * @param level 1 to 3
 * @param kind what it holds
 * @param kib size in KiB
 * @param ways associativity
 */
public record Cache(int level, Kind kind, int kib, int ways) {
  /** Bytes of a line of every cache. */
  public static final int LINE_BYTES = 64;

  /** What a cache holds. */
  public enum Kind {
    /** Data only. */
    DATA(1),
    /** Instructions only. */
    INSTRUCTION(2),
    /** Both. */
    UNIFIED(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The cache type field of leaf 4. */
    public int code() {
      return code;
    }

    static Kind named(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Checks that the ways divide the lines. */
  public Cache {
    if (kib <= 0 || ways <= 0 || kib * 1024 % (ways * LINE_BYTES) != 0) {
      throw new IllegalArgumentException(kib + " KiB cannot form " + ways + " ways");
    }
  }

  /** Number of sets. */
  public int sets() {
    return kib * 1024 / (ways * LINE_BYTES);
  }
}
