package ksim.core.timing.description;

import java.util.List;

/**
 * What instructions of one class cost, as the core description lists it.
 *
 * @param uops the register form's uops, each as the set of ports it may go to, port n as bit n
 * @param latencyCycles from the operands to the result
 * @param first what becomes of the first operand
 * @param flags what becomes of the status flags
 * @param stallCycles cycles in which nothing else proceeds
 * @param implicitRegisters numbers of registers read and written without being operands
 * @param loads whether memory is read without an operand
 * @param stores whether memory is written without an operand
 * @param move whether the register form is renamed away and the memory form needs no ALU
 */
public record InstructionCost(
    List<Integer> uops,
    int latencyCycles,
    Use first,
    Use flags,
    int stallCycles,
    List<Integer> implicitRegisters,
    boolean loads,
    boolean stores,
    boolean move) {
  /** What an instruction does with an operand. */
  public enum Use {
    /** Neither. */
    NONE(false, false),
    /** It is read. */
    READ(true, false),
    /** It is written. */
    WRITE(false, true),
    /** It is read and written. */
    BOTH(true, true);

    /** Whether it is read. */
    public final boolean reads;

    /** Whether it is written. */
    public final boolean writes;

    Use(boolean reads, boolean writes) {
      this.reads = reads;
      this.writes = writes;
    }
  }
}
