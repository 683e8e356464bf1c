package ksim.cli.cycles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Errors of blocks by what the blocks have in common, so that a wrong fact about an instruction
 * shows in all blocks that have it.
 */
public final class ErrorGroups {
  /**
   * A group of blocks.
   *
   * @param name what they have in common
   * @param blocks how many there are
   * @param bias mean of their signed errors, in percent
   * @param mape mean of their absolute errors, in percent
   * @param share their part of the sum of all blocks' absolute errors, in percent
   */
  public record Group(String name, int blocks, double bias, double mape, double share) {}

  private static final double PERCENT = 100;

  private ErrorGroups() {}

  /**
   * The groups, that with the largest share of all errors first.
   *
   * @param keys the names of the groups that a block belongs to
   */
  public static List<Group> of(ScoredBlocks blocks, Function<BlockResult, Set<String>> keys) {
    SortedMap<String, List<Double>> errors = new TreeMap<>();
    double total = 0;
    for (BlockResult result : blocks.results()) {
      double error = blocks.error(result);
      total += Math.abs(error);
      for (String key : keys.apply(result)) {
        errors.computeIfAbsent(key, name -> new ArrayList<>()).add(error);
      }
    }
    double all = total;
    return errors.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue(), all))
        .sorted(Comparator.comparingDouble(group -> -group.share()))
        .toList();
  }

  private static Group group(String name, List<Double> errors, double total) {
    double absolute = errors.stream().mapToDouble(Math::abs).sum();
    double signed = errors.stream().mapToDouble(Double::doubleValue).sum();
    int count = errors.size();
    double share = total == 0 ? 0 : PERCENT * absolute / total;
    return new Group(name, count, signed / count, absolute / count, share);
  }
}
