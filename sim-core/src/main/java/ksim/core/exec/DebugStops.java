package ksim.core.exec;

import java.util.HashSet;
import java.util.Set;

/**
 * Where a debugger outside the machine wants it to stop. Asked when blocks are decoded: while there
 * is nothing, it costs nothing.
 */
public final class DebugStops {
  private final Set<Long> breakpoints = new HashSet<>();
  private boolean watching;

  /**
   * Stops each CPU before it executes the instruction at a linear address.
   *
   * @return whether that is new
   */
  public boolean add(long linear) {
    return breakpoints.add(linear);
  }

  /**
   * Takes a breakpoint back.
   *
   * @return whether there was one
   */
  public boolean remove(long linear) {
    return breakpoints.remove(linear);
  }

  /** Whether to stop after instructions that have hit the MMU's debugger watches. */
  public void setWatching(boolean on) {
    watching = on;
  }

  boolean breaksAt(long linear) {
    return breakpoints.contains(linear);
  }

  boolean watching() {
    return watching;
  }
}
