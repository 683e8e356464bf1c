package ksim.core.cpu;

/** The side of a local interrupt controller that its CPU sees. */
public interface InterruptController {
  /** No vector. */
  int NONE = -1;

  /**
   * The vector that would be delivered now if interrupts were enabled, 16 to 255, or {@link #NONE}.
   */
  int pending();

  /** Takes the pending vector for delivery: it is now in service. */
  int acknowledge();

  /** Task-priority class, 0 to 15: the value of CR8. */
  int taskPriority();

  /** Sets the task-priority class. */
  void setTaskPriority(int priorityClass);
}
