package ksim.core.time;

/** Which of two events at the same time comes first: the one declared first here. */
public enum EventPriority {
  /** A message between interrupt controllers arrives. */
  MESSAGE,
  /** A timer expires. */
  TIMER,
  /** A device does something else. */
  DEVICE
}
