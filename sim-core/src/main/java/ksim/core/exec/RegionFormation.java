package ksim.core.exec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import ksim.core.compile.RegionPlan;
import ksim.core.compile.RegionPlan.Member;
import ksim.core.compile.RegionPosition;
import ksim.core.isa.Branch;
import ksim.core.isa.ExecutionBreakpoint;
import ksim.core.isa.Op;

/** Chooses the blocks of a region: those that have followed a hot block, and each other. */
@SuppressWarnings("ReferenceEquality") // blocks, contexts and entries are known by identity
final class RegionFormation {
  /** A region has at most so many instructions: a longer method is not compiled well, or at all. */
  private static final int MOST_INSTRUCTIONS = 100;

  /** A block is taken along if it has been executed this fraction of the threshold. */
  private static final int WARM = 8;

  private static final int MOST_RETURNS = 6;

  private final BlockCache blocks;
  private final int warm;

  RegionFormation(BlockCache blocks, int threshold) {
    this.blocks = blocks;
    this.warm = Math.max(1, threshold / WARM);
  }

  /** The blocks of the region around a hot one, which comes first; empty if there can be none. */
  List<Block> around(Block head) {
    if (!isSuitable(head, head)) {
      return List.of();
    }
    List<Block> members = new ArrayList<>(List.of(head));
    Set<Long> starts = new LinkedHashSet<>(List.of(head.start));
    int instructions = head.count;
    for (int i = 0; i < members.size(); i++) {
      for (Block next : following(members.get(i))) {
        if (instructions + next.count <= MOST_INSTRUCTIONS
            && next.executions >= warm
            && next.compiled == CompiledEntry.NONE
            && isSuitable(next, head)
            && starts.add(next.start)) {
          members.add(next);
          instructions += next.count;
        }
      }
    }
    return members;
  }

  /** What has followed a block, and where the call at its end returns to. */
  private List<Block> following(Block block) {
    List<Block> result = new ArrayList<>(List.of(block.successor, block.otherSuccessor));
    if (isCall(block)) {
      result.add(blocks.lookUp(block.end, block.context));
    }
    return result;
  }

  /** What is watched stays in tier 0. */
  private static boolean isSuitable(Block block, Block head) {
    if (block.isDead()
        || block.context != head.context
        || block.ops.length == 0
        || block.ops.length > RegionPosition.MOST_OPERATIONS) {
      return false;
    }
    for (Op op : block.ops) {
      if (op instanceof ObservingOp || op instanceof ExecutionBreakpoint) {
        return false;
      }
    }
    return true;
  }

  /** The plan of a region of these blocks. */
  RegionPlan plan(List<Block> members) {
    List<Integer> returnSites = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      long start = members.get(i).start;
      if (members.stream().anyMatch(b -> b.end == start && isCall(b))) {
        returnSites.add(i);
      }
    }
    List<Member> plan = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      boolean entry = i == 0 || returnSites.contains(i);
      plan.add(new Member(members.get(i), entry, followers(members, i, returnSites)));
    }
    return new RegionPlan(plan);
  }

  private static List<Integer> followers(
      List<Block> members, int index, List<Integer> returnSites) {
    Block block = members.get(index);
    Set<Integer> result = new LinkedHashSet<>();
    for (Block next : List.of(block.successor, block.otherSuccessor)) {
      int at = members.indexOf(next);
      if (at >= 0) {
        result.add(at);
      }
    }
    if (block.ops[block.ops.length - 1] instanceof Branch.Return) {
      returnSites.stream().limit(MOST_RETURNS).forEach(result::add);
    }
    return List.copyOf(result);
  }

  private static boolean isCall(Block block) {
    Op last = block.ops.length == 0 ? cpu -> {} : block.ops[block.ops.length - 1];
    return last instanceof Branch.Call || last instanceof Branch.CallIndirect;
  }
}
