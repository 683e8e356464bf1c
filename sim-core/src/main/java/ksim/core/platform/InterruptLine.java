package ksim.core.platform;

/** An input of an interrupt controller, as the device that drives it sees it. */
@FunctionalInterface
public interface InterruptLine {
  /** A line that leads nowhere. */
  InterruptLine NOWHERE = asserted -> {};

  /** Drives the line; driving it as it is already driven does nothing. */
  void set(boolean asserted);

  /** Asserts the line and releases it: an edge. */
  default void pulse() {
    set(true);
    set(false);
  }
}
