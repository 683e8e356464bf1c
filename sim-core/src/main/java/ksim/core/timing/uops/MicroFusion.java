package ksim.core.timing.uops;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.uops.MicroOp.Kind;

/**
 * Puts micro-operations together that are issued as one, and those that are decoded as one: stores
 * first, then loads with what computes on them, until there are as many as were measured.
 */
final class MicroFusion {
  private MicroFusion() {}

  /**
   * Groups micro-operations.
   *
   * @param uops micro-operations in order
   * @param issued how many are issued; where there are fewer, some are added that do nothing
   * @param decoded how many are decoded, at least 1
   */
  static List<DecodedUop> group(List<MicroOp> uops, int issued, int decoded) {
    List<List<MicroOp>> fused = separate(uops);
    join(fused, issued, MicroFusion::isStore);
    join(fused, issued, MicroFusion::isLoadAndMore);
    join(fused, issued, (a, b) -> true);
    while (fused.size() < Math.max(1, issued)) {
      fused.add(List.of(nothing()));
    }
    List<List<FusedUop>> groups = new ArrayList<>();
    fused.forEach(parts -> groups.add(new ArrayList<>(List.of(new FusedUop(List.copyOf(parts))))));
    int wanted = Math.max(1, Math.min(decoded, groups.size()));
    join(groups, wanted, (a, b) -> isStore(a.getLast().parts(), b.getFirst().parts()));
    join(groups, wanted, (a, b) -> isLoadAndMore(a.getLast().parts(), b.getFirst().parts()));
    join(groups, wanted, (a, b) -> true);
    return groups.stream().map(parts -> new DecodedUop(List.copyOf(parts))).toList();
  }

  /** Each on its own; those that only delay a value belong to the next one. */
  private static List<List<MicroOp>> separate(List<MicroOp> uops) {
    List<List<MicroOp>> separate = new ArrayList<>();
    List<MicroOp> delays = new ArrayList<>();
    for (MicroOp uop : uops) {
      delays.add(uop);
      if (uop.ports() != 0 || uops.size() == 1) {
        separate.add(delays);
        delays = new ArrayList<>();
      }
    }
    if (!delays.isEmpty()) {
      separate.add(delays);
    }
    return separate;
  }

  /** A micro-operation that takes a slot and no port. */
  private static MicroOp nothing() {
    return new MicroOp(Kind.COMPUTE, 0, List.of(), List.of(), 0, MicroOp.NO_ACCESS);
  }

  /** Whether two neighbours may be joined. */
  private interface Pair<T> {
    boolean fuses(List<T> first, List<T> second);
  }

  /** Joins neighbours, from the front, until there are no more than wanted. */
  private static <T> void join(List<List<T>> groups, int wanted, Pair<T> pair) {
    for (int i = 0; i + 1 < groups.size() && groups.size() > Math.max(1, wanted); ) {
      if (pair.fuses(groups.get(i), groups.get(i + 1))) {
        groups.get(i).addAll(groups.remove(i + 1));
        i += groups.get(i).size() > 2 ? 0 : 1;
      } else {
        i++;
      }
    }
  }

  private static boolean isStore(List<MicroOp> first, List<MicroOp> second) {
    return first.getLast().kind() == Kind.STORE_ADDRESS
        && second.getFirst().kind() == Kind.STORE_DATA;
  }

  private static boolean isLoadAndMore(List<MicroOp> first, List<MicroOp> second) {
    return first.size() == 1
        && first.getFirst().kind() == Kind.LOAD
        && second.getLast().kind() == Kind.COMPUTE;
  }
}
