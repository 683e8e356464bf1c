package ksim.core.exec;

import ksim.core.cpu.Cpu;
import ksim.core.observe.AddressHook;

/**
 * Calls a hook in front of an instruction.
 *
 * @param hook the hook
 * @param control obeyed at once if the hook stops the run
 */
record HookOp(AddressHook hook, RunControl control) implements ObservingOp {
  @Override
  public void exec(Cpu cpu) {
    hook.reached(cpu);
    if (control.stopped()) {
      throw BlockAbandoned.INSTANCE;
    }
  }
}
