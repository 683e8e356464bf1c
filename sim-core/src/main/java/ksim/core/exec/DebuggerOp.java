package ksim.core.exec;

import ksim.core.cpu.Cpu;

/**
 * Stands before an instruction while a debugger watches: stops there if it is told to, or if the
 * instruction before has hit a watch.
 *
 * @param breakpoint whether there is a breakpoint
 */
record DebuggerOp(boolean breakpoint) implements ObservingOp {
  @Override
  public void exec(Cpu cpu) {
    if (breakpoint || cpu.mmu.debuggerWatches().isHit()) {
      throw DebuggerStop.INSTANCE;
    }
  }
}
