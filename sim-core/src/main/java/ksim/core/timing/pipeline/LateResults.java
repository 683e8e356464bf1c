package ksim.core.timing.pipeline;

import java.util.ArrayList;
import java.util.List;
import ksim.core.timing.uops.DecodedUop;
import ksim.core.timing.uops.FusedUop;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.MicroOp;

/**
 * Results of an instruction's micro-operations that later ones of the same instruction must not
 * see: all of them read what was there before the instruction. Such results are kept in temporary
 * resources until the instruction ends.
 *
 * @param results the results that are kept
 */
record LateResults(List<Late> results) {
  /**
   * A result that is kept.
   *
   * @param uop number of its micro-operation, in the order of the instruction
   * @param resource what it is
   * @param temporary where it is kept
   * @param isLast whether no later micro-operation of the instruction writes it too
   */
  private record Late(int uop, int resource, int temporary, boolean isLast) {}

  static LateResults of(InstructionUops instruction) {
    List<MicroOp> uops = new ArrayList<>();
    for (DecodedUop decoded : instruction.uops()) {
      for (FusedUop fused : decoded.parts()) {
        uops.addAll(fused.parts());
      }
    }
    List<Late> late = new ArrayList<>();
    for (int i = 0; i + 1 < uops.size(); i++) {
      List<MicroOp> rest = uops.subList(i + 1, uops.size());
      for (MicroOp.Result result : uops.get(i).results()) {
        int resource = result.resource();
        if (!UopCode.isInternal(resource) && isRead(rest, resource)) {
          late.add(
              new Late(i, resource, UopCode.TEMPORARY + late.size(), !isWritten(rest, resource)));
        }
      }
    }
    return new LateResults(late);
  }

  private static boolean isRead(List<MicroOp> uops, int resource) {
    return uops.stream().anyMatch(uop -> uop.sources().contains(resource));
  }

  private static boolean isWritten(List<MicroOp> uops, int resource) {
    return uops.stream()
        .flatMap(uop -> uop.results().stream())
        .anyMatch(result -> result.resource() == resource);
  }

  /** What comes into force when the instruction ends. */
  List<InstructionRules.Commit> commits() {
    return results.stream()
        .filter(Late::isLast)
        .map(late -> new InstructionRules.Commit(late.temporary, late.resource))
        .toList();
  }

  /** The results of a micro-operation, with temporary resources where they must be kept. */
  List<MicroOp.Result> results(MicroOp uop, int number) {
    List<MicroOp.Result> changed = new ArrayList<>();
    for (MicroOp.Result result : uop.results()) {
      changed.add(new MicroOp.Result(place(number, result.resource()), result.latencyCycles()));
    }
    return changed;
  }

  private int place(int number, int resource) {
    for (Late late : results) {
      if (late.uop == number && late.resource == resource) {
        return late.temporary;
      }
    }
    return resource;
  }
}
