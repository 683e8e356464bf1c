package ksim.core.time;

/** Something that happens at a point of simulated time. */
@FunctionalInterface
public interface Event {
  /**
   * Makes it happen.
   *
   * @param timeCycles the time it was scheduled for, in core cycles
   */
  void fire(long timeCycles);
}
