package ksim.core.timing;

import java.util.List;
import ksim.core.encoding.Instruction;

/**
 * What a timing model knows of a block before it runs.
 *
 * @param instructions its instructions
 * @param quarterCycles static cost, in quarters of a core cycle
 * @param branch how it ends
 * @param branchAddress linear address of its last instruction
 * @param endAddress linear address after its last instruction
 */
public record BlockProfile(
    List<Instruction> instructions,
    long quarterCycles,
    BranchKind branch,
    long branchAddress,
    long endAddress) {}
