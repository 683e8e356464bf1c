package ksim.core.diagnosis;

import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.observe.CodeObserver;
import ksim.core.symbol.SymbolTable;

/** Remembers the blocks of code that were entered last, of each CPU. */
public final class LastBlocks implements CodeObserver {
  private final int kept;
  private final long[][] addresses;
  private final long[] entered;

  /**
   * @param cpus number of CPUs
   * @param kept how many blocks to remember of each, at least 1
   */
  public LastBlocks(int cpus, int kept) {
    this.kept = kept;
    this.addresses = new long[cpus][kept];
    this.entered = new long[cpus];
  }

  @Override
  public Optional<Probe> entering(Point first) {
    long linear = first.linear();
    return Optional.of(cpu -> note(cpu, linear));
  }

  private void note(Cpu cpu, long linear) {
    addresses[cpu.id][(int) (entered[cpu.id]++ % kept)] = linear;
  }

  /** The blocks of a CPU, a line each, the latest last. */
  String text(int cpu, SymbolTable symbols) {
    StringBuilder text = new StringBuilder();
    for (long n = Math.max(0, entered[cpu] - kept); n < entered[cpu]; n++) {
      long address = addresses[cpu][(int) (n % kept)];
      text.append("  %4d  ".formatted(n - entered[cpu]));
      text.append(symbols.describe(address)).append('\n');
    }
    return text.toString();
  }
}
