package ksim.core.compile;

import java.util.List;

/**
 * What a region is to consist of.
 *
 * @param members its blocks; they start at different addresses and are of one context
 */
public record RegionPlan(List<Member> members) {
  /**
   * A block of a region.
   *
   * @param block the block
   * @param entry whether it may be entered from outside
   * @param followers indexes of members that have followed it
   */
  public record Member(GuestBlock block, boolean entry, List<Integer> followers) {}
}
