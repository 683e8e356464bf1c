package ksim.core.isa;

import ksim.core.cpu.Cpu;

/**
 * One operation, ready to execute. An operation reads everything that can fault first, computes,
 * writes memory, then registers and flags: a fault leaves the architectural state as it was before
 * the instruction.
 *
 * <p>Before a block runs, {@link Cpu#rip} is set to the address after its last instruction; only
 * operations that end a block read or write it.
 */
public interface Op {
  /** Executes the operation on the state of {@code cpu}. */
  void exec(Cpu cpu);
}
