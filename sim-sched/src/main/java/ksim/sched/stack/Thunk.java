package ksim.sched.stack;

import ksim.core.encoding.Label;
import ksim.sched.scenario.StackSource;

/**
 * A thunk between application code and the kernel switches to a resident kernel stack on every
 * call, as Avi Kivity proposed in OSv issue 143. Application stacks are mapped lazily: no kernel
 * code runs on them, and so nothing atomic.
 *
 * @param modifiers settings; no probe is ever made, and kernel threads' stacks are the allocator's
 */
public record Thunk(Modifiers modifiers) implements StackDesign {
  @Override
  public String id() {
    return "thunk";
  }

  @Override
  public String description() {
    return "a switch to a resident kernel stack on every call from an application to the kernel";
  }

  @Override
  public StackSource kernelStacks() {
    return StackSource.MALLOC;
  }

  @Override
  public boolean kernelStacksForApplications() {
    return true;
  }

  /** Nothing: the thread starts on its kernel stack. */
  @Override
  public void startThread(GuestCode code) {}

  @Override
  public void callKernel(GuestCode code, Label target) {
    code.assembler().call(code.thunk(target));
  }
}
