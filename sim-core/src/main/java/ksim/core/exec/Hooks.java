package ksim.core.exec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ksim.core.isa.Op;
import ksim.core.observe.AddressHook;
import ksim.core.observe.CodeObserver;

/** The hooks on addresses of the guest's code, and its observers; asked when blocks are decoded. */
public final class Hooks {
  private final Map<Long, List<Op>> byAddress = new HashMap<>();
  private final List<CodeObserver> observers = new ArrayList<>();
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

  /** Adds an observer of all code; several are asked in the order in which they were added. */
  public void add(CodeObserver observer) {
    observers.add(observer);
  }

  /** What to execute for observers before an instruction, the first of its block perhaps. */
  List<Op> probesBefore(CodeObserver.Point point) {
    List<Op> probes = new ArrayList<>();
    for (CodeObserver observer : observers) {
      if (point.index() == 0) {
        observer.entering(point).map(probe -> new ProbeOp(probe, false)).ifPresent(probes::add);
      }
      observer.before(point).map(probe -> new ProbeOp(probe, false)).ifPresent(probes::add);
    }
    return probes;
  }

  /** What to execute for observers after an instruction. */
  List<Op> probesAfter(CodeObserver.Point point) {
    List<Op> probes = new ArrayList<>();
    for (CodeObserver observer : observers) {
      observer.after(point).map(probe -> new ProbeOp(probe, true)).ifPresent(probes::add);
    }
    return probes;
  }

  /** What to execute before the instruction at an address. */
  List<Op> at(long linear) {
    return byAddress.getOrDefault(linear, List.of());
  }
}
