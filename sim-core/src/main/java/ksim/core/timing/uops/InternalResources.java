package ksim.core.timing.uops;

/**
 * Numbers of the resources in which the micro-operations of one instruction hand values to each
 * other.
 */
final class InternalResources {
  private int next = Resource.INTERNAL;

  /** A number that the instruction has not used; the last one again if there is none left. */
  int next() {
    return next < Resource.COUNT - 1 ? next++ : next;
  }
}
