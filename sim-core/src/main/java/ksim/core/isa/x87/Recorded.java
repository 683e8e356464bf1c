package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Segments;
import ksim.core.cpu.X87Registers;
import ksim.core.isa.Op;

/**
 * An instruction that is not a control one: it waits for pending exceptions, and is remembered as
 * the last one (Intel SDM volume 1, section 8.1.8). Its opcode is remembered if it raises an
 * unmasked exception only, as on all processors since the Pentium 4 (section 8.1.9).
 *
 * @param instructionPointer offset of the instruction in the code segment
 * @param opcode low eleven bits of the opcode
 * @param pointer where its memory operand is
 * @param operation what it does
 */
public record Recorded(long instructionPointer, int opcode, DataPointer pointer, Op operation)
    implements Op {
  @Override
  public void exec(Cpu cpu) {
    PendingException.check(cpu);
    operation.exec(cpu);
    X87Registers x87 = cpu.x87;
    boolean raised = (x87.status & StatusWord.ES) != 0;
    x87.instructionPointer = instructionPointer;
    x87.instructionSelector = selector(cpu, Segments.CS);
    if (raised) {
      x87.opcode = opcode;
    }
    pointer.record(cpu, raised);
  }

  /** A selector that is saved; processors that no longer save any have zero. */
  static int selector(Cpu cpu, int segment) {
    return cpu.model.has("zero_fcs_fds") ? 0 : cpu.segments.selector(segment);
  }
}
