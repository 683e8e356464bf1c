package ksim.core.isa.x87;

import ksim.core.cpu.Cpu;
import ksim.core.isa.Op;

/** A control instruction that waits for pending exceptions and leaves the last pointers alone. */
public record Waiting(Op operation) implements Op {
  @Override
  public void exec(Cpu cpu) {
    PendingException.check(cpu);
    operation.exec(cpu);
  }

  /** FWAIT: waits, and that is all. */
  public record Wait() implements Op {
    @Override
    public void exec(Cpu cpu) {
      PendingException.check(cpu);
    }
  }
}
