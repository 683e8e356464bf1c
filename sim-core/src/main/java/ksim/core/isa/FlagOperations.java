package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/** Instructions on flags alone: CLC STC CMC CLD STD LAHF SAHF. */
public final class FlagOperations {
  /** What SAHF can change: all status flags but OF. */
  private static final long LOW_BYTE = Flags.STATUS & 0xff;

  private FlagOperations() {}

  /** CLC and STC. */
  public record SetCarry(boolean value) implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.flags.setCarry(value);
    }
  }

  /** CMC. */
  public record ComplementCarry() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.flags.setCarry(!cpu.flags.carry());
    }
  }

  /** CLD. */
  public record ClearDirection() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.flags.clear(Flags.DF);
    }
  }

  /** STD. */
  public record SetDirection() implements Op {
    @Override
    public void exec(Cpu cpu) {
      cpu.flags.set(Flags.DF);
    }
  }

  /** LAHF: the low byte of RFLAGS to AH. */
  public record LoadAh() implements Op {
    @Override
    public void exec(Cpu cpu) {
      long flags = (cpu.flags.status() & 0xff) | Flags.FIXED;
      cpu.gpr[Cpu.RAX] = (cpu.gpr[Cpu.RAX] & ~0xff00L) | flags << 8;
    }
  }

  /** SAHF: AH to the status flags but OF. */
  public record StoreAh() implements Op {
    @Override
    public void exec(Cpu cpu) {
      long ah = cpu.gpr[Cpu.RAX] >>> 8;
      cpu.flags.setStatus((cpu.flags.status() & ~LOW_BYTE) | (ah & LOW_BYTE));
    }
  }

  /** An instruction that does nothing: NOP, ENDBR64, prefetches, PAUSE. */
  public record Nop() implements Op {
    @Override
    public void exec(Cpu cpu) {}
  }
}
