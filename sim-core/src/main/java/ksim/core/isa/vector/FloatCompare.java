package ksim.core.isa.vector;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;
import ksim.core.isa.Op;
import ksim.core.softfloat.Binary32;
import ksim.core.softfloat.Binary64;
import ksim.core.softfloat.Comparison;
import ksim.core.softfloat.FloatUnit;

/** Comparisons: CMP with its predicates, COMIS and UCOMIS. */
public final class FloatCompare {
  private static final int LESS = 1;
  private static final int EQUAL = 1 << 1;
  private static final int GREATER = 1 << 2;
  private static final int UNORDERED = 1 << 3;

  /** Predicates 0 to 15: the relations for which they hold. 16 to 31 are the same again. */
  private static final int[] RELATIONS = {
    EQUAL, // EQ_OQ
    LESS, // LT_OS
    LESS | EQUAL, // LE_OS
    UNORDERED, // UNORD_Q
    LESS | GREATER | UNORDERED, // NEQ_UQ
    EQUAL | GREATER | UNORDERED, // NLT_US
    GREATER | UNORDERED, // NLE_US
    LESS | EQUAL | GREATER, // ORD_Q
    EQUAL | UNORDERED, // EQ_UQ
    LESS | UNORDERED, // NGE_US
    LESS | EQUAL | UNORDERED, // NGT_US
    0, // FALSE_OQ
    LESS | GREATER, // NEQ_OQ
    EQUAL | GREATER, // GE_OS
    GREATER, // GT_OS
    LESS | EQUAL | GREATER | UNORDERED, // TRUE_UQ
  };

  private FloatCompare() {}

  /**
   * A predicate of CMPPS and its kin (Intel SDM volume 2, CMPPD, table 3-1).
   *
   * @param relations for which it holds, bits
   * @param signalling whether a quiet NaN is invalid
   */
  public record Predicate(int relations, boolean signalling) {
    /** The predicate of an immediate: 0 to 7 in legacy encodings, 0 to 31 in VEX ones. */
    public static Predicate of(int number) {
      boolean orders = (number & 3) == 1 || (number & 3) == 2;
      return new Predicate(RELATIONS[number & 15], orders ^ (number & 16) != 0);
    }

    private boolean holds(int order) {
      return (relations >>> (order == Comparison.UNORDERED ? 3 : order + 1) & 1) != 0;
    }

    /** All ones where it holds, else zero. */
    public int single(FloatUnit unit, int first, int second) {
      return holds(Binary32.compare(unit, first, second, signalling)) ? -1 : 0;
    }

    /** All ones where it holds, else zero. */
    public long wide(FloatUnit unit, long first, long second) {
      return holds(Binary64.compare(unit, first, second, signalling)) ? -1 : 0;
    }
  }

  /**
   * COMISS, UCOMISS, COMISD, UCOMISD.
   *
   * @param single whether the operands are binary32
   * @param signalling whether a quiet NaN is invalid: COMIS
   * @param first index of the first source's first lane
   */
  public record SetFlags(boolean single, boolean signalling, int first, VectorSource second)
      implements Op {
    @Override
    public void exec(Cpu cpu) {
      int b = second.at(cpu);
      long[] v = cpu.vectors.lanes;
      FloatUnit unit = SimdExceptions.begin(cpu);
      int order =
          single
              ? Binary32.compare(unit, (int) v[first], (int) v[b], signalling)
              : Binary64.compare(unit, v[first], v[b], signalling);
      SimdExceptions.finish(cpu);
      cpu.flags.setStatus(
          switch (order) {
            case Comparison.LESS -> Flags.CF;
            case Comparison.EQUAL -> Flags.ZF;
            case Comparison.GREATER -> 0;
            default -> Flags.ZF | Flags.PF | Flags.CF;
          });
    }
  }
}
