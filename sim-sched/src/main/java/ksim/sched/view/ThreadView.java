package ksim.sched.view;

/**
 * A thread of the guest, seen from outside.
 *
 * @param name its name, for people
 * @param address address of its structure in the guest
 * @param preemptDepth how many times it has disabled preemption
 * @param stackLow lowest usable address of its stack
 * @param stackHigh address just above its stack
 */
public record ThreadView(
    String name, long address, int preemptDepth, long stackLow, long stackHigh) {
  /** Whether {@code linear} lies on the thread's stack. */
  public boolean stackContains(long linear) {
    return Long.compareUnsigned(linear, stackLow) >= 0
        && Long.compareUnsigned(linear, stackHigh) < 0;
  }

  /** The thread with the bounds of another of its stacks. */
  public ThreadView on(long low, long high) {
    return new ThreadView(name, address, preemptDepth, low, high);
  }
}
