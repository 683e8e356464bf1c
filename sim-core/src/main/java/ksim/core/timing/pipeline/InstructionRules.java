package ksim.core.timing.pipeline;

import java.util.List;
import ksim.core.timing.uops.InstructionUops;
import ksim.core.timing.uops.StackPointerUse;

/**
 * What the pipeline must know of an instruction beside its micro-operations.
 *
 * @param stackPointer what it does with RSP
 * @param wideReads general registers 0 to 3 whose high byte must have been merged before it
 * @param wideWrites general registers 0 to 3 that it gives a new value, high byte and all
 * @param mergePorts ports of the micro-operation that merges a high byte
 * @param alone whether all before it must have retired
 * @param waitsForLoads whether it is a barrier to loads
 * @param waitsForStores whether it is a barrier to stores
 * @param throughputCycles cycles for which no other of its form starts; 0 if it does not matter
 * @param form number of its form among those with a throughput; 0 if it is locked: all locked ones
 *     count as one
 * @param commits resources whose new values come into force when it ends: pairs of the place where
 *     a value is kept until then and the resource itself
 */
record InstructionRules(
    StackPointerUse stackPointer,
    int wideReads,
    int wideWrites,
    int mergePorts,
    boolean alone,
    boolean waitsForLoads,
    boolean waitsForStores,
    int throughputCycles,
    int form,
    List<Commit> commits) {
  /**
   * A value that comes into force when its instruction ends.
   *
   * @param from where it is kept until then
   * @param to the resource
   */
  record Commit(int from, int to) {}

  static InstructionRules of(InstructionUops instruction, List<Commit> commits) {
    return new InstructionRules(
        instruction.stackPointer(),
        instruction.wideReads(),
        instruction.wideWrites(),
        instruction.mergePorts(),
        instruction.issuesAlone(),
        instruction.waitsForLoads(),
        instruction.waitsForStores(),
        instruction.figure().throughputCycles(),
        instruction.lock() ? 0 : instruction.figure().throughputForm(),
        commits);
  }

  /** Whether it orders its micro-operations against those of other instructions. */
  boolean ordered() {
    return throughputCycles != 0 || waitsForLoads || waitsForStores;
  }

  /** Whether something is to be done before its first micro-operation. */
  boolean prepares() {
    return alone || !UopCode.fits(stackPointer.change());
  }
}
