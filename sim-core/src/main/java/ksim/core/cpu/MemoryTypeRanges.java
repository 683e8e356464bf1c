package ksim.core.cpu;

import java.util.Arrays;

/**
 * The memory type range registers (Intel SDM volume 3, section 11.11): eight variable ranges, the
 * fixed ranges and the default type. They are stored and read back, and change nothing: all memory
 * is modelled as write-back, device pages as uncached.
 */
public final class MemoryTypeRanges {
  private static final int CAPABILITIES = 0xfe;
  private static final int FIRST_VARIABLE = 0x200;
  private static final int VARIABLE_REGISTERS = 16;
  private static final int FIXED_64K = 0x250;
  private static final int FIXED_16K_LOW = 0x258;
  private static final int FIXED_16K_HIGH = 0x259;
  private static final int FIRST_FIXED_4K = 0x268;
  private static final int FIXED_4K_REGISTERS = 8;
  private static final int DEFAULT_TYPE = 0x2ff;

  /** Write combining, fixed ranges, eight variable ranges. */
  private static final long CAPABILITY_BITS = 0x508;

  private final long[] variable = new long[VARIABLE_REGISTERS];
  private final long[] fixed = new long[3 + FIXED_4K_REGISTERS];

  /** Enabled, fixed ranges enabled, write-back. */
  private long defaultType = 0xc06;

  MemoryTypeRanges() {
    Arrays.fill(fixed, 0x0606060606060606L);
  }

  /** Whether a model-specific register is one of these. */
  public boolean contains(int number) {
    return number == CAPABILITIES
        || number == DEFAULT_TYPE
        || isVariable(number)
        || fixedIndex(number) >= 0;
  }

  /** Value of a register that {@link #contains} knows. */
  public long read(int number) {
    if (number == CAPABILITIES) {
      return CAPABILITY_BITS;
    }
    if (number == DEFAULT_TYPE) {
      return defaultType;
    }
    return isVariable(number) ? variable[number - FIRST_VARIABLE] : fixed[fixedIndex(number)];
  }

  /**
   * Writes a register.
   *
   * @return false where it does not exist or cannot be written
   */
  public boolean write(int number, long value) {
    if (number == DEFAULT_TYPE) {
      defaultType = value;
    } else if (isVariable(number)) {
      variable[number - FIRST_VARIABLE] = value;
    } else if (fixedIndex(number) >= 0) {
      fixed[fixedIndex(number)] = value;
    } else {
      return false;
    }
    return true;
  }

  private static boolean isVariable(int number) {
    return number >= FIRST_VARIABLE && number < FIRST_VARIABLE + VARIABLE_REGISTERS;
  }

  private static int fixedIndex(int number) {
    return switch (number) {
      case FIXED_64K -> 0;
      case FIXED_16K_LOW -> 1;
      case FIXED_16K_HIGH -> 2;
      default -> {
        int index = number - FIRST_FIXED_4K;
        yield index >= 0 && index < FIXED_4K_REGISTERS ? 3 + index : -1;
      }
    };
  }
}
