package ksim.core.timing.branch;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import ksim.core.timing.description.CoreDescription;
import ksim.mmu.Persistent;

/**
 * Predicts where blocks go, and learns from where they went. One for each core. Far branches,
 * interrupts and exceptions are not predicted, and leave it as it is.
 */
public final class BranchUnit implements Persistent {
  /** A table of more than 2^20 entries is none that a core has. */
  private static final int MOST_TABLE_BITS = 20;

  private final PathHistory history;
  private final DirectionPredictor directions;
  private final TargetPredictor targets;
  private final TargetBuffer buffer;
  private final ReturnStack returns;

  private long branches;
  private long wrongDirections;
  private long wrongTargets;
  private long wrongReturns;
  private long unknown;

  /**
   * @param core the core description
   */
  public BranchUnit(CoreDescription core) {
    int[] directionLengths = lengths(core.choice("branch-histories"));
    int[] targetLengths = lengths(core.choice("indirect-histories"));
    history =
        new PathHistory(
            IntStream.concat(Arrays.stream(directionLengths), Arrays.stream(targetLengths))
                .max()
                .orElse(1));
    directions =
        new DirectionPredictor(
            history,
            directionLengths,
            tableBits(core, "branch-table-bits"),
            tableBits(core, "branch-base-bits"));
    targets = new TargetPredictor(history, targetLengths, tableBits(core, "indirect-table-bits"));
    buffer =
        new TargetBuffer(
            core.parameter("branch-target-sets"), core.parameter("branch-target-ways"));
    returns = new ReturnStack(core.parameter("return-stack"));
  }

  private static int[] lengths(String text) {
    return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static int tableBits(CoreDescription core, String parameter) {
    int bits = core.parameter(parameter);
    if (bits < 1 || bits > MOST_TABLE_BITS) {
      throw new IllegalArgumentException(
          "core %s: %s must be 1 to %d, not %d"
              .formatted(core.name(), parameter, MOST_TABLE_BITS, bits));
    }
    return bits;
  }

  /**
   * A block has ended.
   *
   * @param kind how
   * @param address linear address of its last instruction
   * @param end linear address of the byte behind it
   * @param next linear address where execution went on
   */
  public Prediction outcome(BranchKind kind, long address, long end, long next) {
    if (kind == BranchKind.NONE) {
      return Prediction.RIGHT;
    }
    branches++;
    if (kind == BranchKind.CONDITIONAL) {
      return conditional(address, next, next != end); // Nearly always: it needs no table of kinds.
    }
    return switch (kind) {
      case CONDITIONAL -> conditional(address, next, next != end);
      case CALL -> {
        returns.call(end);
        yield taken(address, next);
      }
      case INDIRECT_JUMP -> indirect(address, next);
      case INDIRECT_CALL -> {
        returns.call(end);
        yield indirect(address, next);
      }
      case RETURN -> returned(address, next);
      case JUMP, NONE -> taken(address, next);
    };
  }

  private Prediction conditional(long address, long next, boolean taken) {
    boolean right = directions.predicts(address, taken);
    Prediction direct = taken ? taken(address, next) : Prediction.RIGHT;
    if (right) {
      return direct;
    }
    wrongDirections++;
    return Prediction.WRONG;
  }

  private Prediction indirect(long address, long next) {
    boolean right = targets.predicts(address, next);
    history.taken(address, next);
    if (right) {
      return Prediction.RIGHT;
    }
    wrongTargets++;
    return Prediction.WRONG;
  }

  private Prediction returned(long address, long next) {
    boolean right = returns.predicts(next);
    Prediction known = taken(address, next);
    if (right) {
      return known;
    }
    wrongReturns++;
    return Prediction.WRONG;
  }

  /** A taken branch whose target the decoders see, or the return stack gives. */
  private Prediction taken(long address, long next) {
    history.taken(address, next);
    if (buffer.knows(address)) {
      return Prediction.RIGHT;
    }
    unknown++;
    return Prediction.CORRECTED_AT_DECODE;
  }

  /** What it has counted, by name. */
  public SortedMap<String, Long> figures() {
    SortedMap<String, Long> figures = new TreeMap<>();
    figures.put("branches", branches);
    figures.put("mispredicted conditional branches", wrongDirections);
    figures.put("mispredicted indirect branches", wrongTargets);
    figures.put("mispredicted returns", wrongReturns);
    figures.put("branches corrected at decode", unknown);
    return figures;
  }

  @Override
  public void save(DataOutput out) throws IOException {
    history.save(out);
    directions.save(out);
    targets.save(out);
    buffer.save(out);
    returns.save(out);
    out.writeLong(branches);
    out.writeLong(wrongDirections);
    out.writeLong(wrongTargets);
    out.writeLong(wrongReturns);
    out.writeLong(unknown);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    history.restore(in);
    directions.restore(in);
    targets.restore(in);
    buffer.restore(in);
    returns.restore(in);
    branches = in.readLong();
    wrongDirections = in.readLong();
    wrongTargets = in.readLong();
    wrongReturns = in.readLong();
    unknown = in.readLong();
  }
}
