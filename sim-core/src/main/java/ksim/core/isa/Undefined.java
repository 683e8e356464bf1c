package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.fault.GuestException;
import ksim.core.fault.UnimplementedException;

/** Operations for encodings that do nothing but fail. */
public final class Undefined {
  private Undefined() {}

  /** An encoding the architecture does not define, or defines to be invalid (UD2): raises #UD. */
  public record InvalidOpcode() implements Op {
    @Override
    public void exec(Cpu cpu) {
      throw GuestException.invalidOpcode();
    }
  }

  /** An instruction of more than 15 bytes: raises #GP(0). */
  public record TooLongInstruction() implements Op {
    @Override
    public void exec(Cpu cpu) {
      throw GuestException.generalProtection(0);
    }
  }

  /** An instruction that continues beyond the limit of the code segment: raises #GP(0). */
  public record BeyondCodeLimit() implements Op {
    @Override
    public void exec(Cpu cpu) {
      throw GuestException.generalProtection(0);
    }
  }

  /**
   * An instruction that real processors have and ksim has not: stops the run.
   *
   * @param feature what is missing, as a noun phrase
   */
  public record Unimplemented(String feature) implements Op {
    @Override
    public void exec(Cpu cpu) {
      throw new UnimplementedException(feature);
    }
  }
}
