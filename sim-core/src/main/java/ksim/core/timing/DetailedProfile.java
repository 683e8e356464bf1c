package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.timing.branch.BranchKind;
import ksim.core.timing.pipeline.BlockProgram;

/**
 * What {@link DetailedTiming} knows of a block before it runs.
 *
 * @param instructions its instructions
 * @param program what the pipeline runs
 * @param branch how it is predicted where the block goes
 * @param lastAddress linear address of the last instruction
 * @param end linear address after the last instruction
 * @param ending what the pipeline does not do of its end
 * @param bytesBefore number of bytes that the instructions before the last access
 * @param withoutFigure number of instructions of which no figure is known
 */
record DetailedProfile(
    List<Instruction> instructions,
    BlockProgram program,
    BranchKind branch,
    long lastAddress,
    long end,
    Ending ending,
    int bytesBefore,
    int withoutFigure)
    implements BlockProfile {

  /** What is special about the last instruction of a block. */
  enum Ending {
    /** Nothing: the pipeline runs it, and it is predicted where it goes. */
    ORDINARY,
    /** Repeated string operation that moves or stores. */
    REPEATED_MOVE,
    /** Repeated string operation that compares or loads. */
    REPEATED_COMPARE,
    /**
     * A serialising instruction or a far transfer: what follows is fetched after it has retired.
     */
    SERIALIZING
  }
}
