package ksim.core.observe;

import java.util.Optional;
import ksim.core.cpu.Cpu;
import ksim.core.encoding.Decoded;

/**
 * Watches code as it is executed. It is asked when code is decoded, and its probes become part of
 * the decoded code: what it does not watch runs as if nobody watched.
 */
public interface CodeObserver {

  /**
   * An instruction in a block of code.
   *
   * @param linear its linear address
   * @param index how many instructions of its block come before it
   * @param instruction what was decoded there
   */
  record Point(long linear, int index, Decoded instruction) {}

  /** Called each time that execution comes by. */
  @FunctionalInterface
  interface Probe {
    /**
     * Execution has come by. {@link Cpu#cycles} and {@link Cpu#instructions} are those of the start
     * of the block, {@link Cpu#rip} that of its end. It must not throw, nor change anything.
     */
    void reached(Cpu cpu);
  }

  /** What to call when a block is entered, before its first instruction. */
  default Optional<Probe> entering(Point first) {
    return Optional.empty();
  }

  /** What to call before an instruction; once more each time it is restarted after a fault. */
  default Optional<Probe> before(Point point) {
    return Optional.empty();
  }

  /** What to call after an instruction; not called for one that has raised an exception. */
  default Optional<Probe> after(Point point) {
    return Optional.empty();
  }
}
