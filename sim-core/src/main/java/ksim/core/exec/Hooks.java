package ksim.core.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.observe.AddressHook;

/** The hooks on addresses of the guest's code; looked at when blocks are decoded. */
public final class Hooks {
  private final Map<Long, List<Op>> byAddress = new HashMap<>();
  private final RunControl control;

  /**
   * @param control stops the run when a hook asks for it
   */
  public Hooks(RunControl control) {
    this.control = control;
  }

  /** Adds a hook; several at one address are called in the order in which they were added. */
  public void add(long linear, AddressHook hook) {
    byAddress.computeIfAbsent(linear, address -> new ArrayList<>()).add(new HookOp(hook, control));
  }

  /** What to execute before the instruction at an address. */
  List<Op> at(long linear) {
    return byAddress.getOrDefault(linear, List.of());
  }
}
