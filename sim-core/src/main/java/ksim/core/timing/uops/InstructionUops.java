package ksim.core.timing.uops;

import java.util.List;
import ksim.core.encoding.Instruction;
import ksim.core.timing.figures.Figure;

/**
 * How one instruction passes through a core. Of a pair that is macro-fused the first has the
 * micro-operations of both and the second none.
 *
 * @param instruction the instruction
 * @param figure what is known of its form
 * @param uops its micro-operations in order: first {@link #decoderUops} from the decoders, the rest
 *     from the microcode sequencer
 * @param decoderUops how many of them come from the decoders; 0 if all are microcode
 * @param complexDecoder whether only the first decoder takes it
 * @param simpleDecodersLeft how many instructions can be decoded after it in the same cycle, if
 *     only the first decoder takes it
 * @param fusesWithNext whether it is the first of a macro-fused pair
 * @param fusedIntoPrevious whether it is the second of a macro-fused pair
 * @param mayFuse whether the decoders hold it back until they see whether a jump follows
 * @param lengthChangingPrefix whether a prefix changes its length, so that the length decoder
 *     stalls
 * @param opcodeOffset offset of the nominal opcode byte: what comes before are prefixes
 * @param uopCacheSlots slots of the micro-operation cache it takes: large immediates take two
 * @param elimination what renaming does without an execution unit
 * @param moveSource {@link Resource} that a move reads, or -1
 * @param moveTarget {@link Resource} that a move writes, or -1
 * @param wideReads general registers 0 to 3 of which more than the low byte is read, as a bit set:
 *     a high byte written before must be merged first
 * @param wideWrites general registers 0 to 3 of which more than the low byte is written, as a bit
 *     set: a high byte that was renamed apart is no longer so
 * @param mergePorts ports of the micro-operation that merges a high byte
 * @param stackPointer what it does with RSP
 * @param accesses the accesses it makes to memory, in order
 * @param accessesVary whether it makes others too, of which the number depends on the run
 * @param issuesAlone whether it waits at issue until all before it have retired (serialising)
 * @param waitsForLoads whether it starts after all earlier loads and holds up later ones (LFENCE)
 * @param waitsForStores the same with stores (SFENCE), both: MFENCE and locked instructions
 * @param lock whether it is a locked read-modify-write
 */
public record InstructionUops(
    Instruction instruction,
    Figure figure,
    List<DecodedUop> uops,
    int decoderUops,
    boolean complexDecoder,
    int simpleDecodersLeft,
    boolean fusesWithNext,
    boolean fusedIntoPrevious,
    boolean mayFuse,
    boolean lengthChangingPrefix,
    int opcodeOffset,
    int uopCacheSlots,
    Elimination elimination,
    int moveSource,
    int moveTarget,
    int wideReads,
    int wideWrites,
    int mergePorts,
    StackPointerUse stackPointer,
    List<MemoryAccess> accesses,
    boolean accessesVary,
    boolean issuesAlone,
    boolean waitsForLoads,
    boolean waitsForStores,
    boolean lock) {

  /** The same as part of a macro-fused pair. */
  InstructionUops fused(List<DecodedUop> newUops, boolean withNext, boolean intoPrevious) {
    return new InstructionUops(
        instruction,
        figure,
        newUops,
        Math.min(decoderUops, newUops.size()),
        complexDecoder,
        simpleDecodersLeft,
        withNext,
        intoPrevious,
        mayFuse,
        lengthChangingPrefix,
        opcodeOffset,
        intoPrevious ? 0 : uopCacheSlots,
        elimination,
        moveSource,
        moveTarget,
        wideReads,
        wideWrites,
        mergePorts,
        stackPointer,
        accesses,
        accessesVary,
        issuesAlone,
        waitsForLoads,
        waitsForStores,
        lock);
  }
}
