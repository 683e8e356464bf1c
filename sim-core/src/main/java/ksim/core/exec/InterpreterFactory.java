package ksim.core.exec;

import ksim.core.cpu.Cpu;
import ksim.core.observe.Observer;
import ksim.core.timing.CoreTiming;
import ksim.mmu.memory.CodePages;

/**
 * What the interpreters of one machine share.
 *
 * @param codePages frames that hold decoded code
 * @param hooks hooks on addresses
 * @param stops where a debugger stops the run
 * @param control obeyed by the running CPU
 * @param observer watches
 * @param blockLimit largest number of instructions in a block, at least 1
 * @param tiering when blocks are compiled
 */
public record InterpreterFactory(
    CodePages codePages,
    Hooks hooks,
    DebugStops stops,
    RunControl control,
    Observer observer,
    int blockLimit,
    Tiering tiering) {
  /** The interpreter of a CPU. */
  public Interpreter create(Cpu cpu, CoreTiming timing) {
    BlockDecoder decoder = new BlockDecoder(cpu, timing, hooks, stops, control);
    BlockDecoder plain = new BlockDecoder(cpu, timing, hooks, new DebugStops(), control);
    BlockCache blocks = new BlockCache(cpu, codePages, decoder, control, blockLimit);
    BlockCache singles = new BlockCache(cpu, codePages, plain, control, 1);
    return new Interpreter(cpu, control, timing, blocks, singles, stops, observer, tiering);
  }
}
