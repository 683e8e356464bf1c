package ksim.core.isa;

import ksim.core.cpu.Cpu;
import ksim.core.cpu.Flags;

/** RDRAND and RDSEED: numbers that follow from the run's seed, so that runs can be repeated. */
public final class RandomOps {
  private RandomOps() {}

  /** A random number to a register; it is always available, so that CF alone is set. */
  public record ReadRandom(Operand destination) implements Op {
    @Override
    public void exec(Cpu cpu) {
      destination.write(cpu, cpu.random.next());
      cpu.flags.setStatus(Flags.CF);
    }
  }
}
