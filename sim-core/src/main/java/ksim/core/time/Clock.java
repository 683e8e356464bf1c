package ksim.core.time;

/** The simulated time, as the one who asks sees it. */
@FunctionalInterface
public interface Clock {
  /** Core cycles since the machine was switched on. */
  long cycles();
}
